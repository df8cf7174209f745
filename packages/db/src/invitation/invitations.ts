import { and, desc, eq, gt, isNull, sql } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { connections } from "../tables/connection.ts";
import { invitations } from "../tables/invitation.ts";
import { tenants } from "../tables/tenant.ts";
import { users } from "../tables/auth.ts";
import { ofTenant } from "../client/tenant-filter.ts";

export type InvitationRow = Omit<typeof invitations.$inferSelect, "secretHash">;

/** An invitation, with the names that the guest reads. */
export interface GuestInvitation extends InvitationRow {
  readonly tenantName: string;
  readonly connectionName: string;
}

const row = {
  id: invitations.id,
  tenantId: invitations.tenantId,
  connectionId: invitations.connectionId,
  invitedBy: invitations.invitedBy,
  email: invitations.email,
  expiresAt: invitations.expiresAt,
  endedAt: invitations.endedAt,
  ending: invitations.ending,
  createdAt: invitations.createdAt,
} as const;

export async function insertInvitation(
  tx: Tx,
  invitation: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly invitedBy: string;
    readonly email: string;
    readonly secretHash: string;
    readonly expiresAt: Date;
  },
): Promise<InvitationRow> {
  const [inserted] = await tx.orm.insert(invitations).values(invitation).returning(row);
  if (inserted === undefined) throw new Error("The invitation was not inserted.");
  return inserted;
}

/** The invitation, in any state. */
export async function findInvitation(tx: Tx, id: string): Promise<InvitationRow | undefined> {
  const [found] = await tx.orm
    .select(row)
    .from(invitations)
    .where(and(eq(invitations.id, id), ofTenant(tx, invitations.tenantId)));
  return found;
}

/**
 * The invitation with this id or secret hash, in any state, with the names that the guest reads. Not found if the
 * person who invited the guest was removed: an invitation may be created while its person is removed. The tenant is not
 * known yet, so the transaction runs as the system.
 */
export async function findGuestInvitation(
  tx: Tx,
  by: { readonly id: string } | { readonly secretHash: string },
): Promise<GuestInvitation | undefined> {
  const [found] = await selectGuestInvitations(tx).where(
    and(
      "id" in by ? eq(invitations.id, by.id) : eq(invitations.secretHash, by.secretHash),
      isNull(users.removedAt),
    ),
  );
  return found;
}

/** The invitations with these ids, in any state, for a transaction of the system. */
export async function findGuestInvitations(
  tx: Tx,
  ids: readonly string[],
): Promise<GuestInvitation[]> {
  return await selectGuestInvitations(tx).where(
    and(sql`${invitations.id} = any(${sql.param([...ids])}::uuid[])`, isNull(users.removedAt)),
  );
}

function selectGuestInvitations(tx: Tx) {
  return tx.orm
    .select({ ...row, tenantName: tenants.name, connectionName: connections.name })
    .from(invitations)
    .innerJoin(connections, eq(connections.id, invitations.connectionId))
    .innerJoin(tenants, eq(tenants.id, invitations.tenantId))
    .leftJoin(users, eq(users.id, invitations.invitedBy));
}

/** A connection's invitations, newest first. */
export async function listInvitationRows(tx: Tx, connectionId: string): Promise<InvitationRow[]> {
  return await tx.orm
    .select(row)
    .from(invitations)
    .where(and(eq(invitations.connectionId, connectionId), ofTenant(tx, invitations.tenantId)))
    .orderBy(desc(invitations.id))
    .limit(100);
}

/**
 * Ends the invitations of a connection that have not ended yet. With `id` or `email`, ends only the invitation with
 * this id or for this address. Returns the ended invitations.
 */
export async function endInvitations(
  tx: Tx,
  connectionId: string,
  ending: {
    readonly how: "used" | "withdrawn";
    readonly at: Date;
    readonly id?: string;
    readonly email?: string;
  },
): Promise<InvitationRow[]> {
  return await tx.orm
    .update(invitations)
    .set({ ending: ending.how, endedAt: ending.at })
    .where(
      and(
        eq(invitations.connectionId, connectionId),
        isNull(invitations.ending),
        // An expired invitation does not become `used`.
        ending.how === "used" ? gt(invitations.expiresAt, ending.at) : undefined,
        ending.id === undefined ? undefined : eq(invitations.id, ending.id),
        ending.email === undefined ? undefined : eq(invitations.email, ending.email),
        ofTenant(tx, invitations.tenantId),
      ),
    )
    .returning(row);
}

/** Ends all invitations of a person that have not ended yet. Returns the ended invitations. */
export async function endInvitationsBy(
  tx: Tx,
  invitedBy: string,
  at: Date,
): Promise<InvitationRow[]> {
  return await tx.orm
    .update(invitations)
    .set({ ending: "withdrawn", endedAt: at })
    .where(
      and(
        eq(invitations.invitedBy, invitedBy),
        isNull(invitations.ending),
        ofTenant(tx, invitations.tenantId),
      ),
    )
    .returning(row);
}
