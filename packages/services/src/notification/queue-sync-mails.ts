/** What operators are told of syncs: each once, however often a later sync finds the same. */
import type { ConnectionView, Tx } from "@churned/db";
import { insertNotification, listOperators, notifyChange } from "@churned/db";
import type { HeldModel } from "@churned/domain";
import { askAboutMissing } from "@churned/domain";
import type { ServiceContext } from "../context.ts";

/** Asks the operators about missing records. */
export async function queueHeldDeletesMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  held: { readonly id: string; readonly models: readonly HeldModel[] },
): Promise<void> {
  await tellOperators(ctx, tx, connection, {
    kind: "deletes_held",
    cause: `deletes_held:${held.id}`,
    subject: `${connection.tenantName}: many records are missing in Planhat`,
    text: askAboutMissing(held.models),
  });
}

/** Warns the operators that a connection's data is about to be older than was promised. */
export async function queueLateDataMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  late: { readonly freshAt: Date | null; readonly dueAt: Date },
): Promise<void> {
  await tellOperators(ctx, tx, connection, {
    kind: "data_late",
    cause: `data_late:${connection.id}:${late.freshAt?.toISOString() ?? "first"}`,
    subject: `${connection.tenantName}: data is about to be late`,
    text:
      late.freshAt === null
        ? `No sync of ${connection.name} has brought data yet. It was promised by ${late.dueAt.toISOString()}.`
        : `The data of ${connection.name} is as of ${late.freshAt.toISOString()}. By ${late.dueAt.toISOString()} it is older than was promised.`,
  });
}

async function tellOperators(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  news: {
    readonly kind: "deletes_held" | "data_late";
    readonly cause: string;
    readonly subject: string;
    readonly text: string;
  },
): Promise<void> {
  const { tenantId } = connection;
  const { kind, cause, subject, text } = news;
  const common = { tenantId, kind, cause, subject };
  const link = `${ctx.appUrl}/connections/${connection.id}`;
  await insertNotification(tx, {
    ...common,
    channel: "slack",
    recipient: "operators",
    body: `${subject}. ${text} ${link}`,
  });
  for (const person of await listOperators(tx))
    await insertNotification(tx, {
      ...common,
      channel: "mail",
      recipient: person.email,
      body: `Hello ${person.name},\n\n${text}\n\n${link}\n\nChurned`,
    });
  notifyChange(tx, { topic: "notification", id: connection.id, tenantId });
}
