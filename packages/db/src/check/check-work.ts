/**
 * Doing a check that was claimed: holding it, and ending it. The lease says for how long nobody else may claim it; the
 * epoch is the fence: whoever claims raises it, and every later write names the one it was claimed with.
 */
import { and, eq, inArray, isNull, lt, sql } from "drizzle-orm";
import type { Placeholder } from "drizzle-orm";
import type { CheckAttempt, CheckRequest, CheckState } from "@churned/domain/check";
import type { PlanhatIdentity } from "@churned/domain/connection";
import type { ModelName } from "@churned/domain/plan";
import type { Confidence, Gap, ProbeOutcome, Verdict } from "@churned/domain/verdict";
import { evidenceMax } from "@churned/domain/check";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, spell } from "../client/prepared.ts";
import { writeJson } from "../tables/repair-values.ts";
import { literal } from "../tables/columns.ts";
import { checks, probes } from "../tables/check.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { CheckRow } from "./checks.ts";

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

/** What a probe found. */
export interface ProbeFinding {
  readonly model: ModelName;
  readonly outcome: ProbeOutcome;
  readonly status: number | null;
  readonly durationMs: number;
  /** What is missing, where it is shown only in part. */
  readonly gap: Gap | null;
}

/** Writes what probes found, in one statement, while the check is held; false where it is not held any more. */
export async function writeProbes(
  tx: Tx,
  claim: CheckClaim & { readonly tenantId: string },
  found: readonly ProbeFinding[],
): Promise<boolean> {
  const { rowCount } = await tx.orm.execute(sql`
    with held as materialized (
      select tenant_id, id from checks
      where id = ${claim.id} and epoch = ${claim.epoch} and state = ${literal("running" satisfies CheckState)} and tenant_id = ${claim.tenantId}
      for share
    ), ${written(found)} select 1 from held`);
  return rowCount === 1;
}

function upsertProbes(
  tx: Tx,
  check: { readonly id: string; readonly tenantId: string },
  found: readonly ProbeFinding[],
): void {
  if (found.length === 0) return;
  sendAlong(
    tx,
    tx.orm.execute(sql`
      with held as (select ${check.tenantId}::uuid as tenant_id, ${check.id}::uuid as id),
      ${written(found)} select 1`),
  );
}

/** The probes' upsert, for whatever check is `held`: one text for any number of them, which is prepared once. */
const written = (found: readonly ProbeFinding[]) => sql`written as (
  insert into probes (tenant_id, check_id, model, outcome, status, duration_ms, detail)
  select held.tenant_id, held.id, model, outcome, status, "durationMs", gap
  from held, jsonb_to_recordset(${writeJson(found)}::text::jsonb)
    as found(model text, outcome text, status int, "durationMs" int, gap text)
  on conflict (check_id, model) do update set outcome = excluded.outcome, status = excluded.status,
    duration_ms = excluded.duration_ms, detail = excluded.detail)`;

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

/** Forgets what a check has found so far: it begins anew. */
export function forgetProbes(tx: Tx, checkId: string): void {
  sendAlong(
    tx,
    tx.orm.delete(probes).where(and(eq(probes.checkId, checkId), ofTenant(tx, probes.tenantId))),
  );
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
