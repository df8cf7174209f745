/** What people are told, as rows with their cause: one cause, one notification for each recipient, however often it is tried. */
import type { ConnectionRow, ConnectionView, Tx } from "@churned/db";
import {
  findTenant,
  insertNotification,
  listMembers,
  listOperators,
  notifyChange,
} from "@churned/db";
import type { Language, ReadyMail, Verdict } from "@churned/domain";
import {
  defaultLanguage,
  notFound,
  writeReadyMail,
  writeReplacementFailedMail,
} from "@churned/domain";
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
  { checkId, verdict }: CheckedVerdict,
): Promise<void> {
  await queueMails(tx, connection, checkId, ({ language, name, tenantName }) =>
    writeReadyMail(verdict, {
      language,
      names: [name],
      tenantName,
      hasLanded: connection.lastSeq > 0,
      link: linkTo(ctx, connection.id),
    }),
  );
}

/** Tells the customer's people that a newer token was worthless; the one in use goes on. */
export async function queueReplacementFailedMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
  { checkId, verdict }: CheckedVerdict,
): Promise<void> {
  await queueMails(tx, connection, checkId, ({ language, name }) =>
    writeReplacementFailedMail(language, { name, verdict, link: linkTo(ctx, connection.id) }),
  );
}

interface CheckedVerdict {
  readonly checkId: string;
  readonly verdict: Verdict;
}

/** One mail about a check's verdict to each of the customer's people. */
async function queueMails(
  tx: Tx,
  { tenantId }: ConnectionRow,
  checkId: string,
  write: (to: {
    readonly language: Language;
    readonly name: string;
    readonly tenantName: string;
  }) => ReadyMail,
): Promise<void> {
  const { name: tenantName, language } = await getTenant(tx, tenantId);
  for (const { email, name } of await listMembers(tx, tenantId))
    await insertNotification(tx, {
      tenantId,
      kind: "verdict",
      channel: "mail",
      cause: `verdict:${checkId}`,
      recipient: email,
      ...write({ language, name, tenantName }),
    });
  notifyChange(tx, { topic: "notification", id: checkId, tenantId });
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
