/**
 * Which checks a process runs. A hint only says that there is something to look for: whatever is due is claimed
 * together, those that a person waits for first, as many as there are places. So a burst of hints is one claim, and
 * work whose hint was lost goes along with the next one.
 *
 * A place is for a check that gets answers. One that hears nothing for a moment gives its place up and goes on without:
 * waiting costs little, so hosts that hang keep nobody else from theirs.
 */
import type { ClaimedCheck, Crowd } from "@churned/db/check";
import { claimDueChecks } from "@churned/db/check";
import { asOperator } from "@churned/db/client";
import { asError } from "../context/context.ts";
import { leaseMs } from "../context/keep-lease.ts";
import { hostOf } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { runCheck } from "./run-check.ts";

/** What nobody waits for takes as many places. */
const placesForOthers = 18;
/** With what people wait for. */
const placesForAsked = 27;
/** The last places are for tenants and hosts that hold few, however many of one wait before them. */
const placesMax = 36;
const few = 4;
/** A check that hears nothing for this long gives up its place. */
const silenceMs = 250;
/** So many may go on without a place; beyond that they keep theirs. */
const silentMax = 150;
/** How long checks have, from when they are told to stop, to give themselves back. */
const stopMs = 1_000;

export interface CheckRunner {
  /** Claims what is due, as far as there are places, and lets it run. Rejects where the database cannot be asked. */
  look(hinted?: string): Promise<void>;
  /** Resolves when nothing runs any more. */
  idle(): Promise<void>;
  /** Claims no more, and gives back what still runs after `timeoutMs`. */
  close(options: { readonly timeoutMs: number }): Promise<void>;
}

/** Makes the runner of a process. */
export function createCheckRunner(ctx: WorkerContext): CheckRunner {
  const stopping = new AbortController();
  const running = new Map<string, Running>();
  /** Amendments that are still to come. They hold no place. */
  const amending = new Set<Promise<void>>();
  let isClosed = false;
  /** True where the last look left something behind for want of places. */
  let mayBeMore = false;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  /** One that begins after this call: a look that has begun may not see what its caller knows of. */
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
    const works = await asOperator(ctx.db, ctx.actor, (tx) =>
      claimDueChecks(tx, { now, until, ...plan }),
    );
    const isFull = works.length === plan.limit;
    mayBeMore = isFull || plan.whose !== "any";
    for (const work of works) run(work);
    // Those that people wait for have more places than these, and strangers more than those.
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
      const { amended } = await runCheck(ctx, work, stopping.signal, () => silence.refresh());
      if (amended !== undefined) {
        amending.add(amended);
        void amended.finally(() => amending.delete(amended));
      }
    } catch (error) {
      // Its lease ends, and another attempt finds it.
      ctx.log.error({ checkId: id, err: asError(error) }, "a check was left behind");
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
    ctx.log.warn({ err: asError(error) }, "due checks could not be looked for");
  }

  async function idle(): Promise<void> {
    while (running.size + amending.size > 0) {
      await Promise.all([...[...running.values()].map(({ done }) => done), ...amending]);
      await last.catch(() => undefined);
    }
  }

  return {
    look: async (hinted) => {
      if (hinted === undefined || !running.has(hinted)) await runSoon();
    },
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

/** What may be claimed now, beside what runs; undefined where there is no place. */
function planClaim(
  running: readonly Running[],
  firstHost: string,
): { limit: number; whose: "any" | "asked" | Crowd } | undefined {
  const silent = running.filter(({ isSilent }) => isSilent).length;
  const taken = running.length - Math.min(silent, silentMax);
  if (taken < placesForOthers) return { limit: placesForOthers - taken, whose: "any" };
  if (taken < placesForAsked) return { limit: placesForAsked - taken, whose: "asked" };
  if (taken >= placesMax) return undefined;
  const tenants = listCrowded(running.map(({ tenantId }) => tenantId));
  const hosts = listCrowded(running.map(({ host }) => host));
  // One by one: each may make its tenant or host one of those that hold many.
  return { limit: 1, whose: { tenants, hosts, firstHost } };
}

/** Those that hold more than a few. */
function listCrowded(held: readonly string[]): string[] {
  const groups = Map.groupBy(held, (one) => one);
  return [...groups].filter(([, all]) => all.length >= few).map(([one]) => one);
}
