/**
 * Holding work: a lease that is renewed while the work goes on, so that a killed worker's work is free again within
 * seconds however long the work may take. Losing the lease aborts the work; the fence in the database is what makes
 * sure that nothing of it is committed.
 */
import type { ServiceContext } from "./context.ts";
import { asError } from "./context.ts";

/** How long a lease lasts without renewal. */
export const leaseMs = 6_000;

/** Runs `work` with a signal that aborts when `signal` does, when `budgetMs` is over, or when `renew` finds the lease lost. */
export async function keepLease<T>(
  ctx: ServiceContext,
  lease: {
    readonly renew: (until: Date) => Promise<boolean>;
    readonly budgetMs: number;
    readonly signal: AbortSignal;
  },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const own = AbortSignal.any([lost.signal, lease.signal, AbortSignal.timeout(lease.budgetMs)]);
  let isRenewing = false;
  async function renew(): Promise<void> {
    // Work that does not stop when told to is no longer held: it hangs, and somebody else may begin again.
    if (own.aborted || isRenewing) return;
    isRenewing = true;
    try {
      const isHeld = await lease.renew(new Date(ctx.now().getTime() + leaseMs));
      if (!isHeld) lost.abort(new Error("The lease was lost."));
    } catch (error) {
      ctx.log.warn({ err: asError(error) }, "a lease could not be renewed");
    } finally {
      isRenewing = false;
    }
  }
  const timer = setInterval(() => void renew(), leaseMs / 3);
  try {
    return await work(own);
  } finally {
    clearInterval(timer);
  }
}
