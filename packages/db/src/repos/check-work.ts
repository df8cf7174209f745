/**
 * Doing a check: claiming it, holding it, and ending it. The lease says for how long nobody else may claim it; the
 * epoch is the fence: whoever claims raises it, and every later write names the one it was claimed with.
 */
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNull,
  lt,
  lte,
  ne,
  or,
  sql,
} from "drizzle-orm";
import type { Placeholder, SQL } from "drizzle-orm";
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
import { evidenceMax, triggersOfPeople } from "@churned/domain";
import type { Tx } from "../database.ts";
import { sendAlong } from "../database.ts";
import type { Given } from "../prepared.ts";
import { places, prepared, spell } from "../prepared.ts";
import { checks, probes } from "../schema/checks.ts";
import { connections, credentials } from "../schema/connections.ts";
import { ofTenant } from "../tenant-filter.ts";
import type { CheckRow } from "./checks.ts";
import type { CredentialRow } from "./credentials.ts";
import { openColumns } from "./credentials.ts";

/** A claimed check with what it tests. */
export interface ClaimedCheck {
  readonly check: CheckRow;
  readonly connection: typeof connections.$inferSelect;
  readonly credential: CredentialRow & { readonly sealed: string | null };
}

/**
 * Claims up to `limit` checks that are due and that nobody holds, those that a person waits for first: raises their
 * fences and forgets what earlier attempts found. Only the worker's role may ask, for the sealed tokens come along.
 */
export async function claimDueChecks(
  tx: Tx,
  claim: {
    readonly now: Date;
    readonly until: Date;
    readonly limit: number;
    /** True where only those count that a person waits for. */
    readonly onlyAsked: boolean;
  },
): Promise<ClaimedCheck[]> {
  const { onlyAsked, ...given } = claim;
  const claimed = await (onlyAsked ? claimAsked : claimAny)(tx, given);
  const again = claimed.filter(({ check }) => check.attempt > 1).map(({ check }) => check.id);
  if (again.length > 0)
    await tx.orm
      .delete(probes)
      .where(and(inArray(probes.checkId, again), ofTenant(tx, probes.tenantId)));
  return claimed;
}

const isAsked = inArray(checks.trigger, [...triggersOfPeople]);
const prepareClaim = (whose: SQL | undefined) =>
  prepared((orm, given: Given<"now" | "until" | "limit">, ofTenantOfTx) => {
    const due = orm.$with("due").as(
      orm
        .select({ id: checks.id })
        .from(checks)
        .where(and(isDue(given("now")), whose, ofTenantOfTx(checks.tenantId)))
        .orderBy(desc(isAsked), asc(checks.nextAttemptAt))
        .limit(given("limit"))
        .for("update", { skipLocked: true }),
    );
    return orm
      .with(due)
      .update(checks)
      .set({
        state: "running",
        epoch: sql`${checks.epoch} + 1`,
        attempt: sql`${checks.attempt} + 1`,
        leaseUntil: sql`${given("until")}`,
        startedAt: sql`coalesce(${checks.startedAt}, ${given("now")}::timestamptz)`,
      })
      .from(connections)
      .innerJoin(credentials, eq(credentials.connectionId, connections.id))
      .where(
        and(
          inArray(checks.id, sql`(select id from ${due})`),
          eq(connections.id, checks.connectionId),
          eq(credentials.id, checks.credentialId),
        ),
      )
      .returning({
        check: getTableColumns(checks),
        connection: getTableColumns(connections),
        credential: { ...openColumns, sealed: credentials.sealed },
      });
  });
const claimAny = prepareClaim(undefined);
const claimAsked = prepareClaim(isAsked);

/** Not done, due, and held by nobody. */
const isDue = (now: Date | Placeholder, dueBefore: Date | Placeholder = now) =>
  and(
    ne(checks.state, "done"),
    lte(checks.nextAttemptAt, dueBefore),
    or(isNull(checks.leaseUntil), lt(checks.leaseUntil, now)),
  );

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
const append = (
  column: typeof checks.requests | typeof checks.attempts,
  more: string | Placeholder,
) => sql`case when jsonb_array_length(${column}) >= ${sql.raw(String(evidenceMax))} then ${column}
              else ${column} || ${more}::jsonb end`;
const spellMore = (more: readonly object[]): string => JSON.stringify(more.slice(0, evidenceMax));

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
  hold: CheckHold & { readonly tenantId: string },
  conclusion: CheckConclusionRow,
): Promise<CheckAsked | undefined> {
  const [done] = await conclude(tx, {
    id: hold.id,
    epoch: hold.epoch,
    ...spell(checks, {
      doneAt: conclusion.at,
      host: conclusion.host,
      ...verdictOf(conclusion),
    }),
    moreRequests: spellMore(conclusion.requests),
    moreAttempts: spellMore(conclusion.attempts),
  });
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
  const [amended] = await tx.orm
    .update(checks)
    .set({ ...verdictOf(conclusion), ...addEvidence(conclusion) })
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
    .where(and(isDue(request.now, request.dueBefore), ofTenant(tx, checks.tenantId)))
    .orderBy(asc(checks.nextAttemptAt))
    .limit(request.limit);
  return rows.map(({ id }) => id);
}
