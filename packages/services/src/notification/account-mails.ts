/** Mails to one person about the person's account. */
import type { Tx } from "@churned/db/client";
import { insertNotification } from "@churned/db/notification";
import { findTenant } from "@churned/db/tenant";
import { defaultLanguage } from "@churned/domain/shared";
import { mailWords } from "@churned/domain/words";

interface AccountMail {
  readonly email: string;
  readonly name: string;
  /** The person's tenant, whose language the mail has; null for operators. */
  readonly tenantId: string | null;
  /** The event that caused the mail. A person gets one mail for each cause. */
  readonly cause: string;
  readonly link: string;
  readonly createdAt: Date;
}

/**
 * Sends a person the link that sets their password, at `sendAt`. The link is a secret, so the text is deleted after
 * delivery.
 */
export async function queuePasswordLink(
  tx: Tx,
  mail: AccountMail & { readonly sendAt: Date },
): Promise<string | undefined> {
  const { tenantId, email: recipient, cause, createdAt, sendAt: nextAttemptAt } = mail;
  return await insertNotification(tx, {
    tenantId,
    kind: "password_link",
    channel: "mail",
    cause,
    recipient,
    createdAt,
    nextAttemptAt,
    ...mailWords[await languageOf(tx, tenantId)].passwordLink(mail),
  });
}

/** Tells a person that their password was set. */
export async function queuePasswordSetMail(tx: Tx, mail: AccountMail): Promise<string | undefined> {
  const { tenantId, email: recipient, cause, createdAt } = mail;
  return await insertNotification(tx, {
    tenantId,
    kind: "password_set",
    channel: "mail",
    cause,
    recipient,
    createdAt,
    nextAttemptAt: createdAt,
    ...mailWords[await languageOf(tx, tenantId)].passwordSet(mail),
  });
}

async function languageOf(tx: Tx, tenantId: string | null) {
  const tenant = tenantId === null ? undefined : await findTenant(tx, tenantId);
  return tenant?.language ?? defaultLanguage;
}
