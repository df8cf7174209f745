/**
 * Stores notifications as rows. Each notification names its cause, so that retries make only one notification for each
 * recipient.
 */
import type { Tx } from "@churned/db/client";
import type { ConnectionRow, ConnectionView } from "@churned/db/connection";
import type { SyncRequestView } from "@churned/db/sync";
import type { Verdict } from "@churned/domain/verdict";
import type { ReadyMail } from "@churned/domain/words";
import { mailWords, writeReadyMail, writeReplacementFailedMail } from "@churned/domain/words";
import type { ServiceContext } from "../context/context.ts";
import { userIdOf } from "../context/context.ts";
import type { AboutConnection } from "./tell-customer.ts";
import { tellCustomer } from "./tell-customer.ts";
import { tellOperators } from "./tell-operators.ts";

/** The page where the people of a tenant see the connection and act on it. */
export function linkTo(ctx: ServiceContext, connectionId: string): string {
  return `${ctx.appUrl}/planhat?connection=${connectionId}`;
}

/** A verdict to report, with the last four characters of its token. */
export interface ToldVerdict {
  readonly checkId: string;
  readonly verdict: Verdict;
  readonly lastFour: string | null;
}

/** Reports a verdict to the tenant's people, who must act on it, in their language. */
export async function queueVerdictMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
  { checkId, verdict, lastFour }: ToldVerdict,
): Promise<void> {
  await tellCustomer(ctx, tx, connection, {
    kind: "verdict",
    cause: `verdict:${checkId}`,
    write: ({ language, name, tenantName }) =>
      writeReadyMail(verdict, {
        language,
        names: [name],
        tenantName,
        connectionName: connection.name,
        lastFour,
        hasLanded: connection.lastSeq > 0,
        link: linkTo(ctx, connection.id),
      }),
  });
}

/** Tells the tenant's people that a new token failed, and that the active token stays in use. */
export async function queueReplacementFailedMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
  { checkId, verdict, lastFour }: ToldVerdict,
): Promise<void> {
  await tellCustomer(ctx, tx, connection, {
    kind: "verdict",
    cause: `verdict:${checkId}`,
    write: ({ language, name }) =>
      writeReplacementFailedMail(language, {
        name,
        connectionName: connection.name,
        lastFour,
        verdict,
        link: linkTo(ctx, connection.id),
      }),
  });
}

/**
 * Sends the mail that an operator edited to the tenant's people. Two mails with the same `cause` are sent only once.
 */
export async function queueReadyMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: AboutConnection,
  mail: ReadyMail & { readonly cause: string },
): Promise<{ readonly ids: readonly string[]; readonly sentTo: readonly string[] }> {
  const { cause, subject, body } = mail;
  return await tellCustomer(ctx, tx, connection, {
    kind: "ready_mail",
    cause,
    sentBy: userIdOf(ctx.actor),
    write: () => ({ subject, body }),
  });
}

/** Tells Churned's operators that a customer wants to begin syncing. Returns the ids of the new notifications. */
export async function queueSyncRequestMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionView,
  syncRequestId: string,
): Promise<string[]> {
  const { tenantId, tenantName, name } = connection;
  const subject = `${tenantName} asks to begin syncing`;
  const link = `${ctx.appUrl}/sync-requests`;
  return await tellOperators(tx, {
    kind: "sync_requested",
    cause: `sync_request:${syncRequestId}`,
    about: { id: syncRequestId, tenantId },
    subject,
    message: `${subject}: ${link}`,
    mail: `${tenantName} connected Planhat (${name}) and asks Churned to begin syncing.\n\nApprove or decline: ${link}`,
  });
}

/** Tells the tenant's people that their request was declined, with the reason. */
export async function queueDeclinedMail(
  ctx: ServiceContext,
  tx: Tx,
  request: SyncRequestView,
  reason: string,
): Promise<void> {
  const { id, connectionId, connectionName, tenantId } = request;
  const link = `${ctx.appUrl}/sync?connection=${connectionId}`;
  await tellCustomer(
    ctx,
    tx,
    { id: connectionId, tenantId },
    {
      kind: "sync_declined",
      cause: `sync_declined:${id}`,
      write: ({ language, name }) =>
        mailWords[language].syncDeclined({ name, connectionName, reason, link }),
    },
  );
}
