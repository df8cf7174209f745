/**
 * Tests many connections one after the other, so that Planhat gets no more calls than from a person who presses a
 * button. Stops when the signal aborts or if Churned does not answer. Skips connections that cannot be tested.
 */
import { isUnanswered } from "../../../api/problem.ts";

/** For more connections than this, the scheduled checks are enough. */
export const bulkLimit = 50;

export interface BulkProgress {
  readonly total: number;
  readonly asked: number;
  /** Connections that could not be tested, for example because they were paused. */
  readonly refused: number;
  /** True after a call without an answer. The test of that call may be running, and later tests were not started. */
  readonly isCutOff: boolean;
}

export async function testOneByOne(
  ids: readonly string[],
  ask: (id: string) => Promise<unknown>,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: BulkProgress) => void },
): Promise<BulkProgress> {
  const chosen = ids.slice(0, bulkLimit);
  let progress: BulkProgress = { total: chosen.length, asked: 0, refused: 0, isCutOff: false };
  options.onProgress(progress);
  for (const id of chosen) {
    if (options.signal.aborted) break;
    try {
      await ask(id);
      progress = { ...progress, asked: progress.asked + 1 };
    } catch (error) {
      progress = isUnanswered(error)
        ? { ...progress, isCutOff: true }
        : { ...progress, refused: progress.refused + 1 };
    }
    options.onProgress(progress);
    if (progress.isCutOff) break;
  }
  return progress;
}
