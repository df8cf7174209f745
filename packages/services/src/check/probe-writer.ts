/**
 * Stores the results of a running check, so that pages can show them. Each write contains all results since the
 * previous write. The transaction that ends the check stores the last results.
 */
import type { CheckRow, ProbeFinding } from "@churned/db/check";
import { writeProbes } from "@churned/db/check";
import { notifyChange, withTenant } from "@churned/db/client";
import { outcomeOf } from "@churned/domain/verdict";
import { asError } from "../context/context.ts";
import { pauseAt } from "../context/pause-points.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import type { Answer } from "./ask-model.ts";

/**
 * The time before the first write; the wait doubles with each later write. Most checks end before the first write. When
 * many checks run at once, verdicts are more important than intermediate results. Nobody watches a scheduled check, so
 * its results can wait longer.
 */
const watchedAfterMs = 250;
const unwatchedAfterMs = 2_000;

export interface ProbeWriter {
  add(answer: Answer, tokenAccepted: boolean): void;
  /** Stops writing, and resolves when the last write has ended. */
  close(): Promise<void>;
}

export function createProbeWriter(
  ctx: WorkerContext,
  check: CheckRow,
  isWatched: boolean,
): ProbeWriter {
  let waiting: ProbeFinding[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isClosed = false;
  let waitMs = isWatched ? watchedAfterMs : unwatchedAfterMs;

  async function flush(): Promise<void> {
    const found = waiting;
    waiting = [];
    try {
      await pauseAt(ctx, "probes found", check.connectionId);
      await withTenant(ctx.db, ctx.actor, check.tenantId, async (tx) => {
        // Without new results, this only reports that the check continues.
        if (found.length > 0 && !(await writeProbes(tx, check, found))) return;
        const { id, connectionId, tenantId } = check;
        notifyChange(tx, { topic: "check", id, connectionId, tenantId });
      });
      await pauseAt(ctx, "probes written", check.connectionId);
    } catch (error) {
      // The results are stored again together with the verdict.
      ctx.log.warn(
        { checkId: check.id, err: asError(error) },
        "could not write the probes of a running check",
      );
    }
    timer = undefined;
    if (waiting.length > 0) schedule();
  }

  function schedule(): void {
    if (isClosed) return;
    timer ??= setTimeout(() => {
      waitMs *= 2;
      writing = flush();
    }, waitMs);
  }

  if (isWatched) schedule();

  return {
    add({ model, kind, status, durationMs }, tokenAccepted) {
      const outcome = outcomeOf(kind, tokenAccepted);
      waiting.push({ model, outcome, status, durationMs, gap: null });
      schedule();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await writing;
    },
  };
}
