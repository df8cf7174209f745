/**
 * The rows of credentials (the stored versions of a token): finding them, saving a candidate, and storing the
 * fingerprint and the last four characters that the worker read from the opened token.
 */
import { and, eq, isNotNull } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared } from "../client/prepared.ts";
import { credentials } from "../tables/connection.ts";
import { ofTenant } from "../client/tenant-filter.ts";

// The column `sealed` is missing here, because the API's role may not select it. So no query of the API may name it.
export const openColumns = {
  id: credentials.id,
  tenantId: credentials.tenantId,
  connectionId: credentials.connectionId,
  slot: credentials.slot,
  keyId: credentials.keyId,
  sealedHash: credentials.sealedHash,
  fingerprint: credentials.fingerprint,
  lastFour: credentials.lastFour,
  createdAt: credentials.createdAt,
  promotedAt: credentials.promotedAt,
  retiredAt: credentials.retiredAt,
  nextProofAt: credentials.nextProofAt,
  stillWorkedAt: credentials.stillWorkedAt,
  destroyedAt: credentials.destroyedAt,
} as const;

/** A credential without its sealed token. */
export type CredentialRow = Pick<typeof credentials.$inferSelect, keyof typeof openColumns>;

/** The credential with this id, of any connection that the transaction may see. */
export async function findCredential(tx: Tx, id: string): Promise<CredentialRow | undefined> {
  const [row] = await tx.orm
    .select(openColumns)
    .from(credentials)
    .where(and(eq(credentials.id, id), ofTenant(tx, credentials.tenantId)));
  return row;
}

/** The connection's credential in a slot; undefined if the slot is free. */
export async function findCredentialInSlot(
  tx: Tx,
  connectionId: string,
  slot: "candidate" | "active",
): Promise<CredentialRow | undefined> {
  const [row] = await findBySlot(tx, { connectionId, slot });
  return row;
}
const findBySlot = prepared((orm, given: Given<"connectionId" | "slot">, ofTenantOfTx) =>
  orm
    .select(openColumns)
    .from(credentials)
    .where(
      and(
        eq(credentials.connectionId, given("connectionId")),
        eq(credentials.slot, given("slot")),
        ofTenantOfTx(credentials.tenantId),
      ),
    ),
);

/** The connection's credentials that are not destroyed. */
export async function listCredentials(tx: Tx, connectionId: string): Promise<CredentialRow[]> {
  return await listByConnection(tx, { connectionId });
}
const listByConnection = prepared((orm, given: Given<"connectionId">, ofTenantOfTx) =>
  orm
    .select(openColumns)
    .from(credentials)
    .where(
      and(
        eq(credentials.connectionId, given("connectionId")),
        isNotNull(credentials.slot),
        ofTenantOfTx(credentials.tenantId),
      ),
    ),
);

/** The credential with its sealed token (`enc.ciphertext`). Only the worker's role may run this query. */
export async function findSealedCredential(
  tx: Tx,
  id: string,
): Promise<(CredentialRow & { readonly sealed: string | null }) | undefined> {
  const [row] = await tx.orm
    .select({ ...openColumns, sealed: credentials.sealed })
    .from(credentials)
    .where(and(eq(credentials.id, id), ofTenant(tx, credentials.tenantId)));
  return row;
}

/**
 * Stores a sealed token as the connection's candidate, whose slot must be free. Returns false if any credential already
 * has the id.
 */
export async function insertCandidate(
  tx: Tx,
  credential: {
    readonly id: string;
    readonly tenantId: string;
    readonly connectionId: string;
    readonly keyId: string;
    readonly sealed: string;
    readonly sealedHash: string;
  },
): Promise<boolean> {
  return (await insertOne(tx, credential)).length === 1;
}
const addedColumns = ["id", "tenantId", "connectionId", "keyId", "sealed", "sealedHash"] as const;
const insertOne = prepared((orm, given: Given<(typeof addedColumns)[number]>) =>
  orm
    .insert(credentials)
    .values({ ...places(given, addedColumns), slot: "candidate" })
    .onConflictDoNothing({ target: credentials.id })
    .returning({ id: credentials.id }),
);

/** Stores the fingerprint and the last four characters of a token, which the worker reads when it opens the token. */
export function describeCredential(
  tx: Tx,
  id: string,
  description: { readonly fingerprint: string; readonly lastFour: string },
): void {
  sendAlong(
    tx,
    tx.orm
      .update(credentials)
      .set(description)
      .where(and(eq(credentials.id, id), ofTenant(tx, credentials.tenantId))),
  );
}
