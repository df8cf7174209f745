import { asOperator } from "@churned/db/client";
import { claimDueConnections } from "@churned/db/connection";
import { checksPerDayMax, countChecksToday } from "@churned/domain/check";
import { openScheduledChecks } from "./create-check.ts";
import type { ServiceContext } from "../context/context.ts";

/**
 * How many due connections one claim takes. The claim takes 5 ms among a million connections (proof `claim-due`,
 * 2026-11-23).
 */
const claimBatch = 20;

/** One hint (a job in the queue) is sent for this many checks. */
const checksPerHint = 5;

/** One call opens at most this many batches, so that other timers can run. */
const sweepsMax = 50;

/** If the check of a claimed connection gets no verdict, the connection is due again after this time. */
const claimMs = 10 * 60_000;

/** A lower priority than the hints for checks for which people wait. Such hints have no priority value. */
const priority = 10;

/** Opens the scheduled checks of due connections, batch by batch. Returns the number of checks. */
export async function sweepDueConnections(ctx: ServiceContext): Promise<number> {
  let opened = 0;
  for (let round = 0; round < sweepsMax; round += 1) {
    const { ids, claimed } = await asOperator(ctx.db, ctx.actor, async (tx) => {
      const now = ctx.now();
      const due = await claimDueConnections(tx, {
        now,
        until: new Date(now.getTime() + claimMs),
        limit: claimBatch,
      });
      // The daily limit counts the automatic checks of the connection, of any of its tokens.
      const allowed = due.filter((one) => countChecksToday(one, now) < checksPerDayMax);
      return { claimed: due.length, ids: await openScheduledChecks(ctx, tx, allowed) };
    });
    // One hint is enough for several checks, because a worker that receives the hint claims all due checks.
    const hinted = ids.filter((_, index) => index % checksPerHint === 0);
    await Promise.all(hinted.map((id) => ctx.hints.hint("check", id, { priority })));
    opened += ids.length;
    if (claimed < claimBatch) break;
  }
  return opened;
}
