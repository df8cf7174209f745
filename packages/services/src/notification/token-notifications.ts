/** Mails around tokens: the old one to remove, and the colleague who was asked to paste one. */
import type { ConnectionRow, CredentialRow, InvitationRow, Tx } from "@churned/db";
import {
  findPerson,
  findTenant,
  insertNotification,
  listMembers,
  notifyChange,
  sendAlong,
} from "@churned/db";
import type { Language } from "@churned/domain";
import {
  defaultLanguage,
  invitationTtlMs,
  retiringTtlMs,
  writeInvitationMail,
  writeInvitationUsedMail,
  writeTokenReplacedMail,
} from "@churned/domain";
import type { ServiceContext } from "../context.ts";
import { linkTo } from "./queue-notifications.ts";

const hourMs = 60 * 60_000;

async function languageOf(tx: Tx, tenantId: string): Promise<Language> {
  return (await findTenant(tx, tenantId))?.language ?? defaultLanguage;
}

/** Asks the customer's people to remove the token that was replaced. */
export async function queueTokenReplacedMail(
  tx: Tx,
  connection: ConnectionRow,
  replaced: CredentialRow,
): Promise<void> {
  const { tenantId } = connection;
  const [language, members] = await Promise.all([
    languageOf(tx, tenantId),
    listMembers(tx, tenantId),
  ]);
  for (const person of members) {
    const { subject, body } = writeTokenReplacedMail(language, {
      name: person.name,
      lastFour: replaced.lastFour,
      days: retiringTtlMs / (24 * hourMs),
    });
    const told = insertNotification(tx, {
      tenantId,
      kind: "token_replaced",
      channel: "mail",
      cause: `token_replaced:${replaced.id}`,
      recipient: person.email,
      subject,
      body,
    });
    sendAlong(tx, told);
  }
  notifyChange(tx, { topic: "notification", id: replaced.id, tenantId });
}

/** Sends a colleague their link. The link is a secret: a delivered mail keeps no copy of it. */
export async function queueInvitationMail(
  tx: Tx,
  inviterId: string,
  invitation: InvitationRow,
  url: string,
): Promise<string | undefined> {
  const { tenantId } = invitation;
  const tenant = await findTenant(tx, tenantId);
  const inviter = await findPerson(tx, inviterId);
  const { subject, body } = writeInvitationMail(tenant?.language ?? defaultLanguage, {
    inviter: inviter?.name ?? "A colleague",
    tenantName: tenant?.name ?? "",
    url,
    hours: invitationTtlMs / hourMs,
  });
  return await insertNotification(tx, {
    tenantId,
    kind: "invitation",
    channel: "mail",
    cause: `invitation:${invitation.id}`,
    recipient: invitation.email,
    subject,
    body,
  });
}

/** Tells whoever invited a colleague that a token works. */
export async function queueInvitationUsedMail(
  ctx: ServiceContext,
  tx: Tx,
  invitation: InvitationRow,
): Promise<void> {
  const { tenantId, invitedBy } = invitation;
  const inviter = invitedBy === null ? undefined : await findPerson(tx, invitedBy);
  if (inviter === undefined) return;
  const { subject, body } = writeInvitationUsedMail(await languageOf(tx, tenantId), {
    name: inviter.name,
    guest: invitation.email,
    link: linkTo(ctx, invitation.connectionId),
  });
  await insertNotification(tx, {
    tenantId,
    kind: "invitation_used",
    channel: "mail",
    cause: `invitation_used:${invitation.id}`,
    recipient: inviter.email,
    subject,
    body,
  });
  notifyChange(tx, { topic: "notification", id: invitation.id, tenantId });
}
