/** Mails about a connection to the people of its tenant: one row for each recipient, and one timeline entry for all. */
import type { Tx } from "@churned/db/client";
import { notifyChange } from "@churned/db/client";
import { addFact } from "@churned/db/history";
import { insertNotification } from "@churned/db/notification";
import { findTenant, listMembers } from "@churned/db/tenant";
import type { Language } from "@churned/domain/shared";
import type { TenantMailKind } from "@churned/domain/notification";
import { notificationTable } from "@churned/domain/notification";
import type { ReadyMail } from "@churned/domain/words";
import { notFound } from "@churned/domain/shared";
import { mailGroupingMs } from "@churned/domain/notification";
import type { ServiceContext } from "../context/context.ts";

export interface AboutConnection {
  readonly id: string;
  readonly tenantId: string;
}

interface CustomerMail {
  readonly kind: TenantMailKind;
  /** The event that the mail is about. A person gets only one mail for each cause. */
  readonly cause: string;
  /** The person who sends the mail; absent if the product sends it. */
  readonly sentBy?: string | undefined;
  /** The only recipient. If absent, everybody in the tenant gets the mail. */
  readonly only?: { readonly email: string; readonly name: string };
  readonly write: (to: {
    readonly language: Language;
    readonly name: string;
    readonly tenantName: string;
  }) => ReadyMail;
}

/** Mails each person of a tenant, once for each cause. Returns the recipients, and the ids of the new notifications. */
export async function tellCustomer(
  ctx: ServiceContext,
  tx: Tx,
  connection: AboutConnection,
  mail: CustomerMail,
): Promise<{ readonly ids: readonly string[]; readonly sentTo: readonly string[] }> {
  const { id: connectionId, tenantId } = connection;
  const { kind, cause, sentBy = null, write } = mail;
  const tenant = await findTenant(tx, tenantId);
  if (tenant === undefined) throw notFound("tenant");
  const people = mail.only === undefined ? await listMembers(tx, tenantId) : [mail.only];
  const createdAt = ctx.now();
  const nextAttemptAt = new Date(
    createdAt.getTime() + (notificationTable[kind].isHeld ? mailGroupingMs : 0),
  );
  const ids: string[] = [];
  let subject = "";
  for (const { email, name } of people) {
    const text = write({ language: tenant.language, name, tenantName: tenant.name });
    const id = await insertNotification(tx, {
      tenantId,
      connectionId,
      sentBy,
      kind,
      channel: "mail",
      cause,
      recipient: email,
      ...text,
      createdAt,
      nextAttemptAt,
    });
    if (id !== undefined) ids.push(id);
    subject = text.subject;
  }
  if (ids.length > 0) {
    addFact(tx, connection, { kind: "mail_sent", subject, recipients: ids.length, cause });
    notifyChange(tx, { topic: "notification", id: connectionId, connectionId, tenantId });
  }
  return { ids, sentTo: people.map(({ email }) => email) };
}
