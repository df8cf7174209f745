/**
 * Moves a credential through its slots: a candidate (a saved, unproven token) becomes active, the active token becomes
 * retiring, and a retiring token is tested until Planhat refuses it.
 */
import { and, asc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, preparedBy, toDriverValues } from "../client/prepared.ts";
import { credentials } from "../tables/connection.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { endTriage } from "../triage/triage.ts";
import type { CredentialRow } from "./credentials.ts";
import { openColumns } from "./credentials.ts";

/**
 * Makes the candidate the active credential and stores its `description`. The active slot must be free, because there
 * are never two active credentials. Also ends the triage (assignee and snooze) of the connection, because the candidate
 * no longer waits.
 */
export function promoteCandidate(
  tx: Tx,
  connectionId: string,
  id: string,
  at: Date,
  description: { readonly fingerprint: string; readonly lastFour: string } | null,
): void {
  const set = { ...description, promotedAt: at };
  const given = { ...toDriverValues(credentials, set), id };
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

/** Makes the active credential retiring. It is tested until Planhat refuses it, or destroyed after some time. */
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
 * Claims up to `limit` replaced tokens that are due for a test of whether they still work. The claim moves the next
 * test of each token to `until`, so that each token is tested only once in that time.
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

/** Stores that Planhat accepted a retiring token at `at`. */
export async function setStillWorked(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.orm
    .update(credentials)
    .set({ stillWorkedAt: at })
    .where(and(eq(credentials.id, id), ofTenant(tx, credentials.tenantId)));
}
