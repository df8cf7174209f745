/**
 * Doing a check that was claimed: holding it, and ending it. The lease says for how long nobody else may claim it; the
 * epoch is the fence: whoever claims raises it, and every later write names the one it was claimed with.
 */
import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Placeholder } from "drizzle-orm";
import type { CheckAttempt, CheckRequest, CheckState } from "@churned/domain/check";
import type { PlanhatIdentity } from "@churned/domain/connection";
import type { Confidence, Verdict } from "@churned/domain/verdict";
import { evidenceMax } from "@churned/domain/check";
import type { Tx } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, spell } from "../client/prepared.ts";
import { writeJson } from "../tables/repair-values.ts";
import { literal } from "../tables/columns.ts";
import { checks } from "../tables/check.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { CheckRow } from "./checks.ts";
import type { ProbeFinding } from "./probes.ts";
import { upsertProbes } from "./probes.ts";

/** Who holds a check: its id and the epoch it was claimed with. Every later write names both. */
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

/** Keeps a claimed check for longer; false where it is not held any more. */
export async function extendCheckLease(tx: Tx, claim: CheckClaim, until: Date): Promise<boolean> {
  const kept = await tx.orm
    .update(checks)
    .set({ leaseUntil: until })
    .where(held(tx, claim))
    .returning({ id: checks.id });
  return kept.length === 1;
}

/** What a check keeps of how it came to its verdict. */
export interface CheckEvidence {
  readonly requests: readonly CheckRequest[];
  readonly attempts: readonly CheckAttempt[];
}

/** What a check concluded. */
export interface CheckConclusionRow extends CheckEvidence {
  readonly verdict: Verdict & { readonly confidence?: Confidence };
  readonly host: string | null;
  readonly planhat: PlanhatIdentity | null;
  readonly probes: readonly ProbeFinding[];
  readonly at: Date;
}

// Appended to what earlier attempts left, and bounded: the beginning tells most.
const append = (
  column: typeof checks.requests | typeof checks.attempts,
  more: string | Placeholder,
) => sql`case when jsonb_array_length(${column}) >= ${sql.raw(String(evidenceMax))} then ${column}
              else ${column} || ${more}::jsonb end`;
const spellMore = (more: readonly object[]): string => writeJson(more.slice(0, evidenceMax));

const addEvidence = ({ requests, attempts }: CheckEvidence) => ({
  requests: append(checks.requests, spellMore(requests)),
  attempts: append(checks.attempts, spellMore(attempts)),
});

/** Why a check was made, as its row has it when it ends: a person may have taken it over while it ran. */
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
      )
      .returning(asked),
);

/**
 * Ends a held check with its verdict; says why it was made. Undefined where it is not held any more: then nothing of it
 * may be applied.
 */
export async function concludeCheckRow(
  tx: Tx,
  claim: CheckClaim & { readonly tenantId: string },
  conclusion: CheckConclusionRow,
): Promise<CheckAsked | undefined> {
  const [done] = await conclude(tx, {
    id: claim.id,
    epoch: claim.epoch,
    ...spell(checks, {
      doneAt: conclusion.at,
      host: conclusion.host,
      ...verdictOf(conclusion),
    }),
    moreRequests: spellMore(conclusion.requests),
    moreAttempts: spellMore(conclusion.attempts),
  });
  if (done === undefined) return undefined;
  upsertProbes(tx, claim, conclusion.probes);
  return done;
}

/** Amends a concluded check by what came after its verdict; undefined where it was superseded, or a newer one is done. */
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

/** Gives a held check back, to be tried again at `nextAttemptAt`. What it sent so far is kept as evidence. */
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
    .returning({ id: checks.id });
  return released.length === 1;
}

/** Forgets the requests of up to `limit` checks that were done before `doneBefore`; how many checks. */
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
