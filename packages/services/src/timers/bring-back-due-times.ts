import { asOperator } from "@churned/db/client";
import { bringBackDueTimes as bringBack } from "@churned/db/timers";
import { checkIntervalMaxMs } from "@churned/domain/check";
import { sweepIntervalMaxMs } from "@churned/domain/incident";
import { proofIntervalMs } from "@churned/domain/token";
import type { ServiceContext } from "../context/context.ts";

const hourMs = 60 * 60_000;

/** Waits have a random part, so most of these limits are longer than the longest wait. */
const longest = {
  check: checkIntervalMaxMs,
  sync: hourMs,
  proof: proofIntervalMs,
  sweep: 1.25 * sweepIntervalMaxMs,
  attempt: 2 * hourMs,
  lease: 5 * 60_000,
};

/**
 * Brings back work that is scheduled further ahead than any interval of its kind. Such a time was stored by a wrong
 * clock, and without this timer the work would wait until that time. Returns the number of changed times.
 */
export async function bringBackDueTimes(ctx: ServiceContext): Promise<number> {
  return await asOperator(ctx.db, ctx.actor, (tx) => bringBack(tx, longest));
}
