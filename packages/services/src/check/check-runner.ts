/**
 * Which checks a process runs. A hint only says that there is something to look for: whatever is due is claimed
 * together, those that a person waits for first, as many as there are places. So a burst of hints is one claim, and
 * work whose hint was lost goes along with the next one.
 */
import { asOperator, claimDueChecks } from "@churned/db";
import { asError } from "../context.ts";
import { leaseMs } from "../keep-lease.ts";
import type { WorkerContext } from "../worker-context.ts";
import { runCheck } from "./run-check.ts";

/** Checks are short and wait on Planhat. */
const placesMax = 24;
/** What nobody waits for leaves these to people, also where each check hangs until its time is over. */
const placesForOthers = 18;
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
  const running = new Map<string, Promise<void>>();
  let isClosed = false;
  /** True where the last look left something behind for want of places. */
  let mayBeMore = false;
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;

  /** One that begins after this call: a look that has begun may not see what its caller knows of. */
  function lookSoon(): Promise<void> {
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
    const onlyAsked = running.size >= placesForOthers;
    const limit = (onlyAsked ? placesMax : placesForOthers) - running.size;
    if (isClosed || limit <= 0) return;
    const now = ctx.now();
    const until = new Date(now.getTime() + leaseMs);
    const works = await asOperator(ctx.db, ctx.actor, (tx) =>
      claimDueChecks(tx, { now, until, limit, onlyAsked }),
    );
    mayBeMore = onlyAsked || works.length === limit;
    for (const work of works) {
      const { id } = work.check;
      const run = runCheck(ctx, work, stopping.signal)
        .then(({ amended }) => amended)
        .catch((error: unknown) => {
          // Its lease ends, and another attempt finds it.
          ctx.log.error({ checkId: id, err: asError(error) }, "a check was left behind");
        })
        .finally(() => {
          running.delete(id);
          if (mayBeMore && !isClosed) lookSoon().catch(logLook);
        });
      running.set(id, run);
    }
    // Those that people wait for have more places than these.
    if (works.length === limit && !onlyAsked) lookSoon().catch(logLook);
  }

  function logLook(error: unknown): void {
    ctx.log.warn({ err: asError(error) }, "due checks could not be looked for");
  }

  async function idle(): Promise<void> {
    while (running.size > 0) {
      await Promise.all(running.values());
      await last.catch(() => undefined);
    }
  }

  return {
    look: async (hinted) => {
      if (hinted === undefined || !running.has(hinted)) await lookSoon();
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
