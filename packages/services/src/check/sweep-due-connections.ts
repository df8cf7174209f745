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

/** One call opens at most this many batches, so that other timers can run. */
const sweepsMax = 50;

/** If the check of a claimed connection gets no verdict, the connection is due again after this time. */
const claimMs = 10 * 60_000;

/** Opens the scheduled checks of due connections, batch by batch. Returns the number of checks. */
export async function sweepDueConnections(ctx: ServiceContext): Promise<number> {
  let opened = 0;
  for (let round = 0; round < sweepsMax; round += 1) {
    const { added, claimed } = await asOperator(ctx.db, ctx.actor, async (tx) => {
      const now = ctx.now();
      const due = await claimDueConnections(tx, {
        now,
        until: new Date(now.getTime() + claimMs),
        limit: claimBatch,
      });
      // The daily limit counts the automatic checks of the connection, of any of its tokens.
      const allowed = due.filter((one) => countChecksToday(one, now) < checksPerDayMax);
      return { claimed: due.length, added: await openScheduledChecks(ctx, tx, allowed) };
    });
    opened += added;
    if (claimed < claimBatch) break;
  }
  return opened;
}
