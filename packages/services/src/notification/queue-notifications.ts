/** What people are told, as rows with their cause: one cause, one notification for each recipient, however often it is tried. */
import type { ConnectionRow, ConnectionView, Tx } from "@churned/db";
import {
  findTenant,
  insertNotification,
  listMembers,
  listOperators,
  notifyChange,
} from "@churned/db";
import type { Verdict } from "@churned/domain";
import { defaultLanguage, notFound, writeReadyMail } from "@churned/domain";
import type { ServiceContext } from "../context.ts";
import { mailWords } from "./mail-words.ts";

/** Where a connection's people see it and act. */
export function linkTo(ctx: ServiceContext, connectionId: string): string {
  return `${ctx.appUrl}/planhat?connection=${connectionId}`;
}

/** Tells the customer's people of a verdict that they must act on, in their tenant's language. */
export async function queueVerdictMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
  event: { readonly checkId: string; readonly verdict: Verdict },
): Promise<void> {
  const { name: tenantName, language } = await getTenant(tx, connection.tenantId);
  for (const person of await listMembers(tx, connection.tenantId))
    await insertNotification(tx, {
      tenantId: connection.tenantId,
      kind: "verdict",
      channel: "mail",
      cause: `verdict:${event.checkId}`,
      recipient: person.email,
      ...writeReadyMail(event.verdict, {
        language,
        names: [person.name],
        tenantName,
        hasLanded: connection.lastSeq > 0,
        link: linkTo(ctx, connection.id),
      }),
    });
  notifyChange(tx, {
    topic: "notification",
    id: event.checkId,
    tenantId: connection.tenantId,
  });
}

/** Sends the customer's people the mail as an operator left it. `cause` tells one mail from another. */
export async function queueReadyMail(
  tx: Tx,
  connection: ConnectionRow,
  mail: { readonly cause: string; readonly subject: string; readonly body: string },
): Promise<{ readonly ids: readonly string[]; readonly sentTo: readonly string[] }> {
  const { cause, ...texts } = mail;
  const people = await listMembers(tx, connection.tenantId);
  const ids: (string | undefined)[] = [];
  for (const { email } of people)
    ids.push(
      await insertNotification(tx, {
        tenantId: connection.tenantId,
        kind: "ready_mail",
        channel: "mail",
        cause: `ready_mail:${cause}`,
        recipient: email,
        ...texts,
      }),
    );
  notifyChange(tx, {
    topic: "notification",
    id: connection.id,
    tenantId: connection.tenantId,
  });
  return {
    ids: ids.filter((id) => id !== undefined),
    sentTo: people.map(({ email }) => email),
  };
}

async function getTenant(tx: Tx, id: string) {
  const tenant = await findTenant(tx, id);
  if (tenant === undefined) throw notFound("tenant");
  return tenant;
}

/** Tells Churned's operators that a customer asks to begin syncing. */
export async function queueSyncRequestMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  syncRequestId: string,
): Promise<string[]> {
  const subject = `${connection.tenantName} asks to begin syncing`;
  const link = `${ctx.appUrl}/sync-requests`;
  const common = {
    tenantId: connection.tenantId,
    kind: "sync_requested",
    cause: `sync_request:${syncRequestId}`,
    subject,
  } as const;
  const ids = [
    await insertNotification(tx, {
      ...common,
      channel: "slack",
      recipient: "operators",
      body: `${subject}: ${link}`,
    }),
  ];
  for (const person of await listOperators(tx))
    ids.push(
      await insertNotification(tx, {
        ...common,
        channel: "mail",
        recipient: person.email,
        body: `Hello ${person.name},\n\n${connection.tenantName} connected Planhat (${connection.name}) and asks Churned to begin syncing.\n\nApprove or decline: ${link}\n\nChurned`,
      }),
    );
  notifyChange(tx, {
    topic: "notification",
    id: syncRequestId,
    tenantId: connection.tenantId,
  });
  return ids.filter((id) => id !== undefined);
}

/** Tells the customer's people that their request was declined, and why. */
export async function queueDeclinedMail(
  ctx: ServiceContext,
  tx: Tx,
  request: { readonly id: string; readonly tenantId: string; readonly connectionId: string },
  reason: string,
): Promise<string[]> {
  const { language } = await getTenant(tx, request.tenantId);
  const link = `${ctx.appUrl}/sync?connection=${request.connectionId}`;
  const ids: (string | undefined)[] = [];
  for (const person of await listMembers(tx, request.tenantId))
    ids.push(
      await insertNotification(tx, {
        tenantId: request.tenantId,
        kind: "sync_declined",
        channel: "mail",
        cause: `sync_declined:${request.id}`,
        recipient: person.email,
        ...mailWords[language].syncDeclined({ name: person.name, reason, link }),
      }),
    );
  notifyChange(tx, { topic: "notification", id: request.id, tenantId: request.tenantId });
  return ids.filter((id) => id !== undefined);
}

/** Sends a person the link that sets their password. The link is a secret: a delivered mail keeps no copy of it. */
export async function queuePasswordLink(
  tx: Tx,
  link: {
    readonly email: string;
    readonly name: string;
    readonly url: string;
    readonly cause: string;
    readonly tenantId: string | null;
  },
): Promise<string | undefined> {
  const language =
    link.tenantId === null ? defaultLanguage : (await getTenant(tx, link.tenantId)).language;
  return await insertNotification(tx, {
    tenantId: link.tenantId,
    kind: "password_link",
    channel: "mail",
    cause: `password_link:${link.cause}`,
    recipient: link.email,
    ...mailWords[language].passwordLink({ name: link.name, link: link.url }),
  });
}
