/**
 * Doing a check: claiming it, holding it, and ending it. The lease says for how long nobody else may claim it; the
 * epoch is the fence: whoever claims raises it, and every later write names the one it was claimed with.
 */
import { and, asc, eq, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { ModelName, ProbeOutcome, Verdict } from "@churned/domain";
import type { Tx } from "../database.ts";
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
  if (claimed !== undefined)
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

/** Writes what a probe found, while the check is held. */
export async function insertProbe(
  tx: Tx,
  hold: CheckHold & { readonly tenantId: string },
  probe: {
    readonly model: ModelName;
    readonly outcome: ProbeOutcome;
    readonly status: number | null;
    readonly durationMs: number;
  },
): Promise<boolean> {
  const [row] = await tx.orm
    .select({ id: checks.id })
    .from(checks)
    .where(held(tx, hold))
    .for("share");
  if (row === undefined) return false;
  const values = { tenantId: hold.tenantId, checkId: hold.id, ...probe };
  await tx.orm
    .insert(probes)
    .values(values)
    .onConflictDoUpdate({
      target: [probes.checkId, probes.model],
      set: { outcome: probe.outcome, status: probe.status, durationMs: probe.durationMs },
    });
  return true;
}

/** Ends a held check with its verdict; false where it is not held any more: then nothing of it may be applied. */
export async function concludeCheckRow(
  tx: Tx,
  hold: CheckHold,
  conclusion: { readonly verdict: Verdict; readonly host: string | null; readonly at: Date },
): Promise<boolean> {
  const done = await tx.orm
    .update(checks)
    .set({
      state: "done",
      doneAt: conclusion.at,
      leaseUntil: null,
      host: conclusion.host,
      verdict: conclusion.verdict.kind,
      verdictModels: [...conclusion.verdict.models],
      verdictDetail: conclusion.verdict.detail ?? null,
    })
    .where(held(tx, hold))
    .returning({ id: checks.id });
  return done.length === 1;
}

/** Gives a held check back, to be tried again at `nextAttemptAt`. */
export async function releaseCheck(
  tx: Tx,
  hold: CheckHold,
  release: { readonly nextAttemptAt: Date; readonly reason: string },
): Promise<boolean> {
  const released = await tx.orm
    .update(checks)
    .set({ state: "queued", leaseUntil: null, ...release })
    .where(held(tx, hold))
    .returning({ id: checks.id });
  return released.length === 1;
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
