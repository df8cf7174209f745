/**
 * Tests many connections, one after the other: a cause that is mended is seen at once, and Planhat is asked no more
 * than by one person pressing a button. Stops when told, and where Churned does not answer; goes on past those that
 * cannot be tested.
 */
import { isUnanswered } from "../../../api/problem.ts";

/** Beyond this a cause is not a few connections' any more, and the schedule tests them anyway. */
export const bulkLimit = 50;

export interface BulkProgress {
  readonly total: number;
  readonly asked: number;
  /** Those that could not be asked: paused meanwhile, for instance. */
  readonly refused: number;
  /** True once one was not answered: whether it is being tested is not known, and the rest was not asked. */
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
