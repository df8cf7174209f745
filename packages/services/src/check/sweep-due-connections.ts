/** Opens scheduled checks. */
import { asOperator } from "@churned/db/client";
import { claimDueConnections } from "@churned/db/connection";
import { checksPerDayMax, countChecksToday } from "@churned/domain/check";
import { openScheduledChecks } from "./create-check.ts";
import type { ServiceContext } from "../context/context.ts";

/**
 * How many due connections one claim takes. It takes 5 ms among a million connections (proof `claim-due`, 2026-11-23).
 */
const claimBatch = 20;

/** One hint stands for this many checks. */
const checksPerHint = 5;

/** One sweep opens at most this many batches, so that other timers can run. */
const sweepsMax = 50;

/** A claimed connection whose check does not conclude is due again after this time. */
const claimMs = 10 * 60_000;

/** Lower priority than hints for people who wait, which have none. */
const priority = 10;

/** Opens the checks of due connections, batch by batch. Returns how many. */
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
      // The daily limit counts every check of the connection, whoever requested it.
      const allowed = due.filter((one) => countChecksToday(one, now) < checksPerDayMax);
      return { claimed: due.length, ids: await openScheduledChecks(ctx, tx, allowed) };
    });
    // One hint is enough for several checks, because a worker that takes it claims all due checks.
    const hinted = ids.filter((_, index) => index % checksPerHint === 0);
    await Promise.all(hinted.map((id) => ctx.hints.hint("check", id, { priority })));
    opened += ids.length;
    if (claimed < claimBatch) break;
  }
  return opened;
}
