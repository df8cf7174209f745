/** Destroys credentials, and finds the credentials that have expired. */
import { and, desc, eq, isNull, lt, or } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { credentials } from "../tables/connection.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { CredentialRow } from "./credentials.ts";
import { openColumns } from "./credentials.ts";

/** Destroys a credential: deletes its sealed token. The row stays and shows that the credential existed. */
export function destroyCredential(tx: Tx, id: string, at: Date): void {
  sendAlong(
    tx,
    tx.orm
      .update(credentials)
      .set({ slot: null, sealed: null, destroyedAt: at })
      .where(and(eq(credentials.id, id), ofTenant(tx, credentials.tenantId))),
  );
}

/** Destroys all of a connection's credentials. */
export async function destroyCredentialsOf(tx: Tx, connectionId: string, at: Date): Promise<void> {
  await tx.orm
    .update(credentials)
    .set({ slot: null, sealed: null, destroyedAt: at })
    .where(
      and(
        eq(credentials.connectionId, connectionId),
        or(
          eq(credentials.slot, "candidate"),
          eq(credentials.slot, "active"),
          eq(credentials.slot, "retiring"),
        ),
        ofTenant(tx, credentials.tenantId),
      ),
    );
}

/**
 * Destroys the retiring (replaced) copies of a token that is in use again. Returns their number. The token itself must
 * stay valid in Planhat, so nobody may be asked to remove it there.
 */
export async function destroyRetiringCopies(
  tx: Tx,
  connectionId: string,
  fingerprint: string,
  at: Date,
): Promise<number> {
  const destroyed = await tx.orm
    .update(credentials)
    .set({ slot: null, sealed: null, destroyedAt: at })
    .where(
      and(
        eq(credentials.connectionId, connectionId),
        eq(credentials.slot, "retiring"),
        eq(credentials.fingerprint, fingerprint),
        ofTenant(tx, credentials.tenantId),
      ),
    )
    .returning({ id: credentials.id });
  return destroyed.length;
}

/** The destroyed credentials of a connection, the latest first. */
export async function listDestroyedCredentials(
  tx: Tx,
  connectionId: string,
): Promise<CredentialRow[]> {
  return await tx.orm
    .select(openColumns)
    .from(credentials)
    .where(
      and(
        eq(credentials.connectionId, connectionId),
        isNull(credentials.slot),
        ofTenant(tx, credentials.tenantId),
      ),
    )
    .orderBy(desc(credentials.destroyedAt), desc(credentials.id));
}

/**
 * The credentials to destroy: candidates (unproven tokens) that were saved before `candidatesBefore`, and tokens that
 * were replaced before `retiringBefore`.
 */
export async function listExpiredCredentials(
  tx: Tx,
  limits: {
    readonly candidatesBefore: Date;
    readonly retiringBefore: Date;
    readonly limit: number;
    /** If set, only this credential. */
    readonly id?: string;
  },
): Promise<CredentialRow[]> {
  return await tx.orm
    .select(openColumns)
    .from(credentials)
    .where(
      and(
        or(
          and(
            eq(credentials.slot, "candidate"),
            lt(credentials.createdAt, limits.candidatesBefore),
          ),
          and(eq(credentials.slot, "retiring"), lt(credentials.retiredAt, limits.retiringBefore)),
        ),
        limits.id === undefined ? undefined : eq(credentials.id, limits.id),
        ofTenant(tx, credentials.tenantId),
      ),
    )
    .limit(limits.limit);
}
