/**
 * Work on a claimed check: extending its lease, and ending the check. Until the lease ends, no other worker may claim
 * the check. The epoch is the fencing token: each claim raises the epoch, and each later write names the epoch of its
 * claim. So a worker that lost the check cannot write.
 */
import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Placeholder } from "drizzle-orm";
import type { CheckAttempt, CheckRequest, CheckState } from "@churned/domain/check";
import type { PlanhatIdentity } from "@churned/domain/connection";
import type { Confidence, Verdict } from "@churned/domain/verdict";
import { evidenceMax } from "@churned/domain/check";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, toDriverValues } from "../client/prepared.ts";
import { writeJson } from "../tables/repair-values.ts";
import { literal } from "../tables/columns.ts";
import { checks } from "../tables/check.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { CheckRow } from "./checks.ts";
import { wakesWorkers } from "./due-checks.ts";
import type { ProbeFinding } from "./probes.ts";
import { upsertProbes } from "./probes.ts";

/** A claim of a check: the id of the check, and the epoch that the claim set. */
export interface CheckClaim {
  readonly id: string;
  readonly epoch: number;
}

const held = (tx: Tx, claim: CheckClaim) =>
  and(
    eq(checks.id, claim.id),
    eq(checks.epoch, claim.epoch),
    eq(checks.state, "running"),
    ofTenant(tx, checks.tenantId),
  );

/** Extends the lease of a claimed check. Returns false if the claim is lost. */
export async function extendCheckLease(tx: Tx, claim: CheckClaim, until: Date): Promise<boolean> {
  const kept = await tx.orm
    .update(checks)
    .set({ leaseUntil: until })
    .where(held(tx, claim))
    .returning({ id: checks.id });
  return kept.length === 1;
}

/** The evidence of a check: its requests and retries. */
export interface CheckEvidence {
  readonly requests: readonly CheckRequest[];
  readonly attempts: readonly CheckAttempt[];
}

/** The columns that are written when a check gets its verdict. */
export interface CheckConclusionRow extends CheckEvidence {
  readonly verdict: Verdict & { readonly confidence?: Confidence };
  readonly host: string | null;
  readonly planhat: PlanhatIdentity | null;
  readonly probes: readonly ProbeFinding[];
  readonly at: Date;
}

// Appends to the evidence of earlier attempts. Once the limit is reached, nothing is added, because the first requests
// explain most.
const append = (
  column: typeof checks.requests | typeof checks.attempts,
  more: string | Placeholder,
) => sql`case when jsonb_array_length(${column}) >= ${sql.raw(String(evidenceMax))} then ${column}
              else ${column} || ${more}::jsonb end`;
const formatMore = (more: readonly object[]): string => writeJson(more.slice(0, evidenceMax));

const addEvidence = ({ requests, attempts }: CheckEvidence) => ({
  requests: append(checks.requests, formatMore(requests)),
  attempts: append(checks.attempts, formatMore(attempts)),
});

/**
 * Why a check was made. The columns are read when the check ends, because a person may take the check over while it
 * runs.
 */
export type CheckAsked = Pick<CheckRow, "trigger" | "requestedBy">;
const asked = { trigger: checks.trigger, requestedBy: checks.requestedBy } as const;

const verdictOf = ({ verdict, planhat }: CheckConclusionRow) => ({
  verdict: verdict.kind,
  verdictModels: [...verdict.models],
  verdictDetail: verdict.detail ?? null,
  confidence: verdict.confidence ?? null,
  planhat,
});
const concluded = [
  "doneAt",
  "host",
  "verdict",
  "verdictModels",
  "verdictDetail",
  "confidence",
  "planhat",
] as const;
const conclude = prepared(
  (
    orm,
    given: Given<"id" | "epoch" | "moreRequests" | "moreAttempts" | (typeof concluded)[number]>,
    ofTenantOfTx,
  ) =>
    orm
      .update(checks)
      .set({
        ...places(given, concluded),
        state: "done",
        leaseUntil: null,
        requests: append(checks.requests, given("moreRequests")),
        attempts: append(checks.attempts, given("moreAttempts")),
      })
      .where(
        and(
          eq(checks.id, given("id")),
          eq(checks.epoch, given("epoch")),
          eq(checks.state, "running"),
          ofTenantOfTx(checks.tenantId),
        ),
      ),
);

/**
 * Locks a claimed check until the end of the transaction, and returns why the check was made. Returns undefined if the
 * claim is lost; the caller must then apply no effect of the check.
 */
export async function holdCheck(tx: Tx, claim: CheckClaim): Promise<CheckAsked | undefined> {
  const [row] = await hold(tx, { id: claim.id, epoch: claim.epoch });
  return row;
}
const hold = prepared((orm, given: Given<"id" | "epoch">, ofTenantOfTx) =>
  orm
    .select(asked)
    .from(checks)
    .where(
      and(
        eq(checks.id, given("id")),
        eq(checks.epoch, given("epoch")),
        eq(checks.state, "running"),
        ofTenantOfTx(checks.tenantId),
      ),
    )
    .for("update"),
);

/** Ends a check with its verdict. This transaction must have locked the check with `holdCheck`. */
export function concludeCheckRow(
  tx: Tx,
  claim: CheckClaim & { readonly tenantId: string },
  conclusion: CheckConclusionRow,
): void {
  const written = { doneAt: conclusion.at, host: conclusion.host, ...verdictOf(conclusion) };
  sendAlong(
    tx,
    conclude(tx, {
      id: claim.id,
      epoch: claim.epoch,
      ...toDriverValues(checks, written),
      moreRequests: formatMore(conclusion.requests),
      moreAttempts: formatMore(conclusion.attempts),
    }),
  );
  upsertProbes(tx, claim, conclusion.probes);
}

/**
 * Changes the verdict of a finished check, because more answers came after the verdict. Returns undefined if a newer
 * Save replaced the token, or if a newer check of the credential is done.
 */
export async function amendCheckRow(
  tx: Tx,
  check: { readonly id: string; readonly tenantId: string; readonly epoch: number },
  conclusion: CheckConclusionRow,
): Promise<CheckAsked | undefined> {
  const [amended] = await tx.orm
    .update(checks)
    .set({ ...verdictOf(conclusion), ...addEvidence(conclusion) })
    .where(
      and(
        eq(checks.id, check.id),
        eq(checks.epoch, check.epoch),
        eq(checks.state, "done"),
        isNull(checks.supersededBy),
        sql`not exists (select 1 from checks newer where newer.credential_id = ${checks.credentialId}
          and newer.id > ${checks.id} and newer.state = ${literal("done" satisfies CheckState)})`,
        ofTenant(tx, checks.tenantId),
      ),
    )
    .returning(asked);
  if (amended === undefined) return undefined;
  upsertProbes(tx, check, conclusion.probes);
  return amended;
}

/** Releases a claimed check, which is tried again at `nextAttemptAt`. Its requests so far stay as evidence. */
export async function releaseCheck(
  tx: Tx,
  claim: CheckClaim,
  release: { readonly nextAttemptAt: Date; readonly reason: string } & CheckEvidence,
): Promise<boolean> {
  const { nextAttemptAt, reason } = release;
  const released = await tx.orm
    .update(checks)
    .set({ state: "queued", leaseUntil: null, nextAttemptAt, reason, ...addEvidence(release) })
    .where(held(tx, claim))
    .returning({ id: checks.id, ...wakesWorkers });
  return released.length === 1;
}

/**
 * Deletes the stored requests of up to `limit` checks that were done before `doneBefore`. Returns the number of checks.
 */
export async function forgetEvidence(
  tx: Tx,
  request: { readonly doneBefore: Date; readonly limit: number },
): Promise<number> {
  const old = tx.orm
    .select({ id: checks.id })
    .from(checks)
    .where(
      and(
        lt(checks.doneAt, request.doneBefore),
        sql`${checks.requests} <> '[]'`,
        ofTenant(tx, checks.tenantId),
      ),
    )
    .limit(request.limit);
  const forgotten = await tx.orm
    .update(checks)
    .set({ requests: [] })
    .where(inArray(checks.id, old))
    .returning({ id: checks.id });
  return forgotten.length;
}
