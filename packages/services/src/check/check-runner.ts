/**
 * Runs the checks of one process. When some check is due, the runner claims all due checks together, as many as it has
 * places for (a place is capacity for one check). Checks for which a person waits come first. So many checks that
 * become due at once need only one claim.
 *
 * A check that receives no answer for a moment gives up its place and continues without a place. Waiting costs little,
 * so hosts that do not answer do not block the checks of other hosts.
 */
import type { ClaimedCheck, Crowd } from "@churned/db/check";
import { claimDueChecks } from "@churned/db/check";
import { asOperator, endWithThisTurn } from "@churned/db/client";
import { asError } from "../context/context.ts";
import { leaseMs } from "../context/keep-lease.ts";
import { hostOf } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { createFirstPatience } from "./first-patience.ts";
import { runCheck } from "./run-check.ts";

/** Checks for which nobody waits use at most this many places. */
const placesForOthers = 18;
/** Checks for which nobody waits and checks for which a person waits together use at most this many places. */
const placesForRequested = 27;
/**
 * Further places, up to this number, are only for tenants and hosts with fewer than `crowdMin` running checks. So a
 * tenant or a host with many checks does not block the others.
 */
const placesMax = 36;
const crowdMin = 4;
/** A check that receives no answer for this long gives up its place. */
const silenceMs = 150;
/** At most this many checks continue without a place. Any further silent check keeps its place. */
const silentMax = 150;
/**
 * A new check is due at PostgreSQL's time, and `ctx.now` may be some ms behind that time. Without this allowance, the
 * claim right after a Save could miss the Save.
 */
const clockDifferenceMs = 100;
/** When the runner is closed, running checks get this time to release their claims. */
const stopMs = 1_000;

export interface CheckRunner {
  /** Claims due checks, as many as there are places for, and starts them. Rejects if the database cannot be reached. */
  claimDue(): Promise<void>;
  /** Resolves when no check runs any more. */
  idle(): Promise<void>;
  /** Stops claiming checks. Checks that are still running after `timeoutMs` release their claims. */
  close(options: { readonly timeoutMs: number }): Promise<void>;
}

/** Makes the runner of this process. */
export function createCheckRunner(ctx: WorkerContext): CheckRunner {
  const stopping = new AbortController();
  const patience = createFirstPatience();
  const running = new Map<string, Running>();
  /** The amendments of verdicts that may still come. They use no place. */
  const amending = new Set<Promise<void>>();
  let isClosed = false;
  /** True if the last claim may have left due checks unclaimed because there were too few places. */
  let mayBeMore = false;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  /**
   * Makes a claim that starts after this call. A claim that is already running may have read the table before the new
   * check was due.
   */
  function runSoon(): Promise<void> {
    next ??= last = last
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return claim();
      });
    return next;
  }

  async function claim(): Promise<void> {
    mayBeMore = true;
    const plan = planClaim([...running.values()], ctx.planhatHosts[0] ?? "");
    if (isClosed || plan === undefined) return;
    const now = ctx.now();
    const until = new Date(now.getTime() + leaseMs);
    const dueBefore = new Date(now.getTime() + clockDifferenceMs);
    const works = await asOperator(ctx.db, ctx.actor, (tx) => {
      endWithThisTurn(tx);
      return claimDueChecks(tx, { now, dueBefore, until, ...plan });
    });
    const isFull = works.length === plan.limit;
    mayBeMore = isFull || plan.whose !== "any";
    for (const work of works) run(work);
    // Claim again, because further places are free for checks for which a person waits, and for tenants with few
    // checks.
    if (isFull) runSoon().catch(logOutcome);
  }

  function run(work: ClaimedCheck): void {
    const { check, connection } = work;
    const one: Running = {
      tenantId: check.tenantId,
      host: check.namedHost ?? hostOf(ctx, connection.host),
      isSilent: false,
    };
    const silence = setTimeout(() => {
      one.isSilent = true;
      runAgain();
    }, silenceMs);
    running.set(check.id, one);
    one.done = runToEnd(work, silence);
  }

  /** Never rejects. */
  async function runToEnd(work: ClaimedCheck, silence: NodeJS.Timeout): Promise<void> {
    const { id } = work.check;
    try {
      const { amended } = await runCheck(ctx, work, stopping.signal, patience, () =>
        silence.refresh(),
      );
      if (amended !== undefined) {
        amending.add(amended);
        void amended.finally(() => amending.delete(amended));
      }
    } catch (error) {
      // The lease of the check expires, and then another attempt claims the check.
      ctx.log.error(
        { checkId: id, err: asError(error) },
        "a check failed; another attempt will claim it",
      );
    } finally {
      clearTimeout(silence);
      running.delete(id);
      runAgain();
    }
  }

  function runAgain(): void {
    if (mayBeMore && !isClosed) runSoon().catch(logOutcome);
  }

  function logOutcome(error: unknown): void {
    ctx.log.warn({ err: asError(error) }, "could not claim due checks");
  }

  async function idle(): Promise<void> {
    while (running.size + amending.size > 0) {
      await Promise.all([...[...running.values()].map(({ done }) => done), ...amending]);
      await last.catch(() => undefined);
    }
  }

  return {
    claimDue: runSoon,
    idle,
    async close({ timeoutMs }) {
      isClosed = true;
      await last.catch(() => undefined);
      const timer = setTimeout(() => stopping.abort(), timeoutMs);
      const { promise: isLate, resolve: giveUp } = Promise.withResolvers<void>();
      const lateTimer = setTimeout(giveUp, timeoutMs + stopMs);
      await Promise.race([idle(), isLate]);
      clearTimeout(timer);
      clearTimeout(lateTimer);
    },
  };
}

interface Running {
  readonly tenantId: string;
  readonly host: string;
  isSilent: boolean;
  done?: Promise<void>;
}

/** Decides what to claim next from the running checks. Returns undefined if no place is free. */
function planClaim(
  running: readonly Running[],
  firstHost: string,
): { limit: number; whose: "any" | "asked" | Crowd } | undefined {
  const silent = running.filter(({ isSilent }) => isSilent).length;
  const taken = running.length - Math.min(silent, silentMax);
  if (taken < placesForOthers) return { limit: placesForOthers - taken, whose: "any" };
  if (taken < placesForRequested) return { limit: placesForRequested - taken, whose: "asked" };
  if (taken >= placesMax) return undefined;
  const tenants = listCrowded(running.map(({ tenantId }) => tenantId));
  const hosts = listCrowded(running.map(({ host }) => host));
  // Claim one check at a time, because after each claim its tenant or host may have too many running checks.
  return { limit: 1, whose: { tenants, hosts, firstHost } };
}

/** The tenants or hosts that have too many running checks. */
function listCrowded(held: readonly string[]): string[] {
  const groups = Map.groupBy(held, (one) => one);
  return [...groups].filter(([, all]) => all.length >= crowdMin).map(([one]) => one);
}
