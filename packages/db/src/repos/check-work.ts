/**
 * Doing a check: claiming it, holding it, and ending it. The lease says for how long nobody else may claim it; the
 * epoch is the fence: whoever claims raises it, and every later write names the one it was claimed with.
 */
import { and, asc, eq, inArray, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type {
  CheckAttempt,
  CheckRequest,
  Confidence,
  Gap,
  ModelName,
  PlanhatIdentity,
  ProbeOutcome,
  Verdict,
} from "@churned/domain";
import { evidenceMax } from "@churned/domain";
import type { Tx } from "../database.ts";
import { sendAlong } from "../database.ts";
import { checks, probes } from "../schema/checks.ts";
import { ofTenant } from "../tenant-filter.ts";
import type { CheckRow } from "./checks.ts";

/**
 * Claims a check that is due and that nobody holds: raises its fence and forgets what an earlier attempt found.
 * Undefined where it is done, held, or not due yet.
 */
export async function claimCheck(
  tx: Tx,
  id: string,
  lease: { readonly now: Date; readonly until: Date },
): Promise<CheckRow | undefined> {
  const [claimed] = await tx.orm
    .update(checks)
    .set({
      state: "running",
      epoch: sql`${checks.epoch} + 1`,
      attempt: sql`${checks.attempt} + 1`,
      leaseUntil: lease.until,
      startedAt: sql`coalesce(${checks.startedAt}, ${lease.now.toISOString()}::timestamptz)`,
    })
    .where(
      and(
        eq(checks.id, id),
        ne(checks.state, "done"),
        lte(checks.nextAttemptAt, lease.now),
        or(isNull(checks.leaseUntil), lt(checks.leaseUntil, lease.now)),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .returning();
  if (claimed !== undefined && claimed.attempt > 1)
    await tx.orm.delete(probes).where(and(eq(probes.checkId, id), ofTenant(tx, probes.tenantId)));
  return claimed;
}

/** Who holds a check: its id and the epoch it was claimed with. Every later write names both. */
export interface CheckHold {
  readonly id: string;
  readonly epoch: number;
}

const held = (tx: Tx, hold: CheckHold) =>
  and(
    eq(checks.id, hold.id),
    eq(checks.epoch, hold.epoch),
    eq(checks.state, "running"),
    ofTenant(tx, checks.tenantId),
  );

/** Keeps a claimed check for longer; false where it is not held any more. */
export async function extendCheckLease(tx: Tx, hold: CheckHold, until: Date): Promise<boolean> {
  const kept = await tx.orm
    .update(checks)
    .set({ leaseUntil: until })
    .where(held(tx, hold))
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
  hold: CheckHold & { readonly tenantId: string },
  found: readonly ProbeFinding[],
): Promise<boolean> {
  const { rowCount } = await tx.orm.execute(sql`
    with held as materialized (
      select tenant_id, id from checks
      where id = ${hold.id} and epoch = ${hold.epoch} and state = 'running' and tenant_id = ${hold.tenantId}
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
  from held, jsonb_to_recordset(${JSON.stringify(found)}::text::jsonb)
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
function append(column: typeof checks.requests | typeof checks.attempts, more: readonly object[]) {
  return more.length === 0
    ? sql`${column}`
    : sql`case when jsonb_array_length(${column}) >= ${evidenceMax} then ${column}
               else ${column} || ${JSON.stringify(more.slice(0, evidenceMax))}::jsonb end`;
}

const addEvidence = ({ requests, attempts }: CheckEvidence) => ({
  requests: append(checks.requests, requests),
  attempts: append(checks.attempts, attempts),
});

/** Why a check was made, as its row has it when it ends: a person may have taken it over while it ran. */
export type CheckAsked = Pick<CheckRow, "trigger" | "requestedBy">;
const asked = { trigger: checks.trigger, requestedBy: checks.requestedBy } as const;

/**
 * Ends a held check with its verdict; says why it was made. Undefined where it is not held any more: then nothing of it
 * may be applied.
 */
export async function concludeCheckRow(
  tx: Tx,
  hold: CheckHold & { readonly tenantId: string },
  conclusion: CheckConclusionRow,
): Promise<CheckAsked | undefined> {
  const { verdict } = conclusion;
  const [done] = await tx.orm
    .update(checks)
    .set({
      state: "done",
      doneAt: conclusion.at,
      leaseUntil: null,
      host: conclusion.host,
      verdict: verdict.kind,
      verdictModels: [...verdict.models],
      verdictDetail: verdict.detail ?? null,
      confidence: verdict.confidence ?? null,
      planhat: conclusion.planhat,
      ...addEvidence(conclusion),
    })
    .where(held(tx, hold))
    .returning(asked);
  if (done === undefined) return undefined;
  upsertProbes(tx, hold, conclusion.probes);
  return done;
}

/** Amends a concluded check by what came after its verdict; undefined where it was superseded or is not done. */
export async function amendCheckRow(
  tx: Tx,
  check: { readonly id: string; readonly tenantId: string; readonly epoch: number },
  conclusion: CheckConclusionRow,
): Promise<CheckAsked | undefined> {
  const { verdict } = conclusion;
  const [amended] = await tx.orm
    .update(checks)
    .set({
      verdict: verdict.kind,
      verdictModels: [...verdict.models],
      verdictDetail: verdict.detail ?? null,
      confidence: verdict.confidence ?? null,
      planhat: conclusion.planhat,
      ...addEvidence(conclusion),
    })
    .where(
      and(
        eq(checks.id, check.id),
        eq(checks.epoch, check.epoch),
        eq(checks.state, "done"),
        isNull(checks.supersededBy),
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
  hold: CheckHold,
  release: { readonly nextAttemptAt: Date; readonly reason: string } & CheckEvidence,
): Promise<boolean> {
  const { nextAttemptAt, reason } = release;
  const released = await tx.orm
    .update(checks)
    .set({ state: "queued", leaseUntil: null, nextAttemptAt, reason, ...addEvidence(release) })
    .where(held(tx, hold))
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

/** Checks whose hint may be lost: due for longer than since `dueBefore`, and held by nobody alive. */
export async function listOverdueChecks(
  tx: Tx,
  request: { readonly dueBefore: Date; readonly now: Date; readonly limit: number },
): Promise<string[]> {
  const rows = await tx.orm
    .select({ id: checks.id })
    .from(checks)
    .where(
      and(
        ne(checks.state, "done"),
        lte(checks.nextAttemptAt, request.dueBefore),
        or(isNull(checks.leaseUntil), lt(checks.leaseUntil, request.now)),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .orderBy(asc(checks.nextAttemptAt))
    .limit(request.limit);
  return rows.map(({ id }) => id);
}
