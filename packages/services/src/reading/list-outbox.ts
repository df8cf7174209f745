import { asOperator, listMails } from "@churned/db";
import type { ServiceContext } from "../context.ts";
import { requireOperator } from "../context.ts";

/** A mail as the demo's outbox shows it. */
export interface OutboxMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly createdAt: string;
}

/** The newest mails: under the demo there is no mail server, and the rows are the outbox. */
export async function listOutbox(ctx: ServiceContext): Promise<OutboxMail[]> {
  requireOperator(ctx);
  const rows = await asOperator(ctx.db, ctx.actor, (tx) => listMails(tx, 100));
  return rows.map(({ id, recipient, subject, body, createdAt }) => ({
    id,
    to: recipient,
    subject,
    text: body,
    createdAt: createdAt.toISOString(),
  }));
}
