/**
 * Leases: a worker renews its lease while it works. If the worker is killed, another worker can claim its work within
 * seconds, even if the work takes long. A lost lease aborts the work. This timer does not guarantee that a worker
 * without its lease commits nothing; the fencing check (the epoch) in the database does.
 */
import type { ServiceContext } from "./context.ts";
import { asError } from "./context.ts";

/** How long a lease lasts without renewal. */
export const leaseMs = 6_000;

/**
 * Runs `work` with a signal. The signal aborts when `signal` aborts, after `budgetMs`, or when `renew` returns that the
 * lease is lost.
 */
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
    // Do not renew the lease after an abort. If the work hangs, the lease must end, so that another worker can start
    // again.
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
