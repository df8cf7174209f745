/**
 * The messages to operators about syncs. Each cause is reported once, even if later syncs find the same cause again.
 */
import type { Tx } from "@churned/db/client";
import type { ConnectionView } from "@churned/db/connection";
import type { HeldModel } from "@churned/domain/sync";
import { askAboutMissing } from "@churned/domain/words";
import type { ServiceContext } from "../context/context.ts";
import { tellOperators } from "./tell-operators.ts";

/** Asks the operators about missing records. Returns the ids of the new notifications. */
export async function queueHeldDeletionsMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  held: { readonly id: string; readonly models: readonly HeldModel[] },
): Promise<string[]> {
  return await tellOfConnection(ctx, tx, connection, {
    kind: "deletes_held",
    cause: `deletes_held:${held.id}`,
    subject: `${connection.tenantName}: many records are missing in Planhat`,
    text: askAboutMissing(held.models),
  });
}

/**
 * Warns the operators that a connection's data will soon be older than promised. Returns the ids of the new
 * notifications.
 */
export async function queueLateDataMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  late: { readonly freshAt: Date | null; readonly dueAt: Date },
): Promise<string[]> {
  return await tellOfConnection(ctx, tx, connection, {
    kind: "data_late",
    cause: `data_late:${connection.id}:${late.freshAt?.toISOString() ?? "first"}`,
    subject: `${connection.tenantName}: data is about to be late`,
    text:
      late.freshAt === null
        ? `No sync of ${connection.name} has brought data yet. It was promised by ${late.dueAt.toISOString()}.`
        : `The data of ${connection.name} is as of ${late.freshAt.toISOString()}. By ${late.dueAt.toISOString()} it is older than was promised.`,
  });
}

async function tellOfConnection(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  news: {
    readonly kind: "deletes_held" | "data_late";
    readonly cause: string;
    readonly subject: string;
    readonly text: string;
  },
): Promise<string[]> {
  const { kind, cause, subject, text } = news;
  const link = `${ctx.appUrl}/connections/${connection.id}`;
  return await tellOperators(tx, {
    kind,
    cause,
    about: connection,
    subject,
    message: `${subject}. ${text} ${link}`,
    mail: `${text}\n\n${link}`,
  });
}
