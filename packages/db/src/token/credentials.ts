import { and, asc, desc, eq, inArray, isNotNull, isNull, lt, or, sql } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, preparedBy, spell } from "../client/prepared.ts";
import { credentials } from "../tables/connection.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { endTriage } from "../triage/triage.ts";

// Without `sealed`: the API's role may not select it, so no query that the API runs may name it.
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

/** The credential with this id, whatever connection it belongs to, within what may be seen. */
export async function findCredential(tx: Tx, id: string): Promise<CredentialRow | undefined> {
  const [row] = await tx.orm
    .select(openColumns)
    .from(credentials)
    .where(and(eq(credentials.id, id), ofTenant(tx, credentials.tenantId)));
  return row;
}

/** The connection's credential in a slot. */
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

/** The credential with its sealed token (`enc.ciphertext`). Only the worker's role may ask. */
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

/** Keeps a sealed token as the connection's candidate. The slot must be free. False where the id is taken, by anybody. */
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

/** Destroys a credential: the sealed token is gone, what is left tells that it existed. */
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

/** What opening a token told about it. */
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

/** Sends the active credential on its way out: it is proven dead, or destroyed in time. */
export function retireActive(
  tx: Tx,
  connectionId: string,
  times: { readonly at: Date; readonly nextProofAt: Date },
): void {
  sendAlong(tx, retireByConnection(tx, { connectionId, ...times }));
}
const retireByConnection = prepared(
  (orm, given: Given<"connectionId" | "at" | "nextProofAt">, ofTenantOfTx) =>
    orm
      .update(credentials)
      .set({
        slot: "retiring",
        retiredAt: sql`${given("at")}`,
        nextProofAt: sql`${given("nextProofAt")}`,
      })
      .where(
        and(
          eq(credentials.connectionId, given("connectionId")),
          eq(credentials.slot, "active"),
          ofTenantOfTx(credentials.tenantId),
        ),
      ),
);

/**
 * Destroys the retiring copies of a token that is in use again; how many. It stays in Planhat, so nobody may be asked
 * to remove it there.
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

/**
 * Takes up to `limit` replaced tokens that are due to be asked whether they still work, and moves each to `until`, so
 * that each is asked once in that time.
 */
export async function claimDueProofs(
  tx: Tx,
  request: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<CredentialRow[]> {
  const due = tx.orm
    .select({ id: credentials.id })
    .from(credentials)
    .where(
      and(
        eq(credentials.slot, "retiring"),
        lt(credentials.nextProofAt, request.now),
        ofTenant(tx, credentials.tenantId),
      ),
    )
    .orderBy(asc(credentials.nextProofAt))
    .limit(request.limit)
    .for("update", { skipLocked: true });
  return await tx.orm
    .update(credentials)
    .set({ nextProofAt: request.until })
    .where(inArray(credentials.id, due))
    .returning(openColumns);
}

/** Writes that Planhat accepted a retiring token at `at`. */
export async function setStillWorked(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.orm
    .update(credentials)
    .set({ stillWorkedAt: at })
    .where(and(eq(credentials.id, id), ofTenant(tx, credentials.tenantId)));
}

/** What of a connection's tokens is gone, latest first. */
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
 * Makes the candidate the active credential, described as opening it told. The slot must be free: there are never two
 * active. What the candidate waited for is over.
 */
export function promoteCandidate(
  tx: Tx,
  connectionId: string,
  id: string,
  at: Date,
  description: { readonly fingerprint: string; readonly lastFour: string } | null,
): void {
  const set = { ...description, promotedAt: at };
  const given = { ...spell(credentials, set), id };
  sendAlong(tx, promoteById(tx, Object.keys(set).join(), given));
  endTriage(tx, connectionId);
}
const promoteById = preparedBy((columns, orm, given, ofTenantOfTx) =>
  orm
    .update(credentials)
    .set({ ...places(given, columns.split(",")), slot: "active" })
    .where(
      and(
        eq(credentials.id, given("id")),
        eq(credentials.slot, "candidate"),
        ofTenantOfTx(credentials.tenantId),
      ),
    ),
);

/** Candidates saved before `candidatesBefore` and tokens replaced before `retiringBefore`: they are to be destroyed. */
export async function listExpiredCredentials(
  tx: Tx,
  limits: {
    readonly candidatesBefore: Date;
    readonly retiringBefore: Date;
    readonly limit: number;
    /** Looks at this one alone. */
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
