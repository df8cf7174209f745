import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { notifyChange } from "@churned/db/client";
import { addFact } from "@churned/db/history";
import { endInvitations, endInvitationsBy } from "@churned/db/invitation";
import type { ServiceContext } from "../context/context.ts";
import { queueInvitationUsedMail } from "../notification/token-notifications.ts";

/**
 * Ends the open invitations of a connection because a token works. Tells each person who invited a guest, except a
 * person who saved this token.
 */
export async function endUsedInvitations(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
  token: { readonly savedBy: string | null; readonly lastFour: string | null },
): Promise<void> {
  const { savedBy, lastFour } = token;
  const ended = await endInvitations(tx, connection.id, { how: "used", at: ctx.now() });
  for (const invitation of ended) {
    addFact(tx, connection, { kind: "invitation_used", email: invitation.email });
    notifyEnded(tx, invitation.id, connection);
    if (invitation.invitedBy !== savedBy)
      await queueInvitationUsedMail(ctx, tx, invitation, {
        connectionName: connection.name,
        lastFour,
      });
  }
}

/** Ends the open invitations of a connection because it was disconnected. */
export async function withdrawInvitations(
  ctx: ServiceContext,
  tx: Tx,
  connection: ConnectionRow,
): Promise<void> {
  const ended = await endInvitations(tx, connection.id, { how: "withdrawn", at: ctx.now() });
  for (const { id } of ended) notifyEnded(tx, id, connection);
}

/** Ends the open invitations of a person because the person was removed. */
export async function withdrawInvitationsBy(
  ctx: ServiceContext,
  tx: Tx,
  personId: string,
): Promise<void> {
  for (const { id, email, tenantId, connectionId } of await endInvitationsBy(
    tx,
    personId,
    ctx.now(),
  )) {
    const connection = { id: connectionId, tenantId };
    addFact(tx, connection, { kind: "invitation_withdrawn", email });
    notifyEnded(tx, id, connection);
  }
}

function notifyEnded(
  tx: Tx,
  id: string,
  connection: { readonly id: string; readonly tenantId: string },
): void {
  const { id: connectionId, tenantId } = connection;
  notifyChange(tx, { topic: "invitation", id, connectionId, tenantId });
}
