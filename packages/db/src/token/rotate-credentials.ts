/** The way of a credential through its slots: promoting a candidate, retiring the active token, and proving it dead. */
import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, preparedBy, spell } from "../client/prepared.ts";
import { credentials } from "../tables/connection.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { endTriage } from "../triage/triage.ts";
import type { CredentialRow } from "./credentials.ts";
import { openColumns } from "./credentials.ts";

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
