/**
 * Mails about tokens: a request to remove a replaced token in Planhat, and invitations for a colleague who pastes a
 * token.
 */
import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import type { InvitationRow } from "@churned/db/invitation";
import type { CredentialRow } from "@churned/db/token";
import { insertNotification } from "@churned/db/notification";
import { findPerson, findTenant } from "@churned/db/tenant";
import { retiringTtlMs } from "@churned/domain/token";
import { invitationTtlMs } from "@churned/domain/invitation";
import { defaultLanguage } from "@churned/domain/shared";
import {
  writeInvitationMail,
  writeInvitationUsedMail,
  writeTokenReplacedMail,
} from "@churned/domain/words";
import type { ServiceContext } from "../context/context.ts";
import { linkTo } from "./queue-notifications.ts";
import { tellCustomer } from "./tell-customer.ts";

const hourMs = 60 * 60_000;

/** Asks the people of a tenant to remove the replaced token in Planhat. */
export async function queueTokenReplacedMail(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
  replaced: CredentialRow,
): Promise<void> {
  await tellCustomer(ctx, tx, connection, {
    kind: "token_replaced",
    cause: `token_replaced:${replaced.id}`,
    write: ({ language, name }) =>
      writeTokenReplacedMail(language, {
        name,
        connectionName: connection.name,
        lastFour: replaced.lastFour,
        days: retiringTtlMs / (24 * hourMs),
      }),
  });
}

/** Sends a guest their invitation link at once. The link is a secret, so the text is deleted after delivery. */
export async function queueInvitationMail(
  ctx: ServiceContext,
  tx: Tx,
  inviterId: string,
  invitation: InvitationRow,
  about: { readonly connectionName: string; readonly url: string },
): Promise<string | undefined> {
  const { tenantId, connectionId } = invitation;
  const tenant = await findTenant(tx, tenantId);
  const inviter = await findPerson(tx, inviterId);
  return await insertNotification(tx, {
    tenantId,
    connectionId,
    sentBy: inviterId,
    kind: "invitation",
    channel: "mail",
    cause: `invitation:${invitation.id}`,
    recipient: invitation.email,
    ...writeInvitationMail(tenant?.language ?? defaultLanguage, {
      inviter: inviter?.name ?? "A colleague",
      tenantName: tenant?.name ?? "",
      hours: invitationTtlMs / hourMs,
      ...about,
    }),
    createdAt: ctx.now(),
    nextAttemptAt: ctx.now(),
  });
}

/** Tells the person who invited a guest that the guest's token works. */
export async function queueInvitationUsedMail(
  ctx: ServiceContext,
  tx: Tx,
  invitation: InvitationRow,
  about: { readonly connectionName: string; readonly lastFour: string | null },
): Promise<void> {
  const { tenantId, connectionId, invitedBy } = invitation;
  const inviter = invitedBy === null ? undefined : await findPerson(tx, invitedBy);
  if (inviter === undefined) return;
  await tellCustomer(
    ctx,
    tx,
    { id: connectionId, tenantId },
    {
      kind: "invitation_used",
      cause: `invitation_used:${invitation.id}`,
      only: inviter,
      write: ({ language, name }) =>
        writeInvitationUsedMail(language, {
          name,
          guest: invitation.email,
          link: linkTo(ctx, connectionId),
          ...about,
        }),
    },
  );
}
