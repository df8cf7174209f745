import { asOperator } from "@churned/db/client";
import { listOutboxMails } from "@churned/db/notification";
import { defaultLanguage } from "@churned/domain/shared";
import { joinMails } from "@churned/domain/words";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";

/** A mail as the outbox of the demo shows it. */
export interface OutboxMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly createdAt: string;
  /** Null as long as the mail waits to be joined with other mails to the same person. */
  readonly sentAt: string | null;
}

/**
 * The newest mails. The demo has no mail server, so the rows are its outbox. Mails that were joined appear as one mail.
 */
export async function listOutbox(ctx: ServiceContext): Promise<OutboxMail[]> {
  requireOperator(ctx);
  const rows = await asOperator(ctx.db, ctx.actor, (tx) => listOutboxMails(tx, 100));
  const leads = rows.filter(({ joinedTo }) => joinedTo === null);
  return leads.map((lead) => {
    const joined = rows.filter(({ joinedTo }) => joinedTo === lead.id).toReversed();
    const { subject, body } = joinMails([lead, ...joined], lead.language ?? defaultLanguage);
    return {
      id: lead.id,
      to: lead.recipient,
      subject,
      text: body,
      createdAt: lead.createdAt.toISOString(),
      sentAt: lead.sentAt?.toISOString() ?? null,
    };
  });
}
