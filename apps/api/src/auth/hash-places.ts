/**
 * A password hash takes a processor for a tenth of a second and 32 MB of memory. So only a few are computed at a time,
 * and the others wait. One place is closed to addresses that sent a wrong password before. So a flood of guesses does
 * not delay the other people.
 */
import { availableParallelism } from "node:os";
import { AppError } from "@churned/domain/shared";

/**
 * Who waits: a person on a device on which the person signed in before, an address without wrong passwords, or an
 * address with wrong passwords. Earlier ranks go first.
 */
export const hashRanks = ["known", "new", "failed"] as const;
export type HashRank = (typeof hashRanks)[number];

/** The most that wait in each rank. Beyond that, a request is refused at once. */
const waitingMax: Readonly<Record<HashRank, number>> = { known: 50, new: 20, failed: 10 };
const busyRetryMs = 5_000;
/** Node computes four hashes at a time at most, however many processors there are. */
const placesMax = 4;

export interface HashPlaces {
  /**
   * Runs `work` as soon as there is a place for it. Throws RATE_LIMITED if too many wait. Throws CANCELLED if `signal`
   * aborts before the work begins.
   */
  readonly run: <T>(rank: HashRank, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
  readonly countWaiting: (rank: HashRank) => number;
}

export function createHashPlaces(
  places = Math.min(placesMax, Math.max(2, availableParallelism())),
): HashPlaces {
  const queues = {
    known: new Set<() => void>(),
    new: new Set<() => void>(),
    failed: new Set<() => void>(),
  };
  const running = { known: 0, new: 0, failed: 0 };

  function canBegin(rank: HashRank): boolean {
    const all = running.known + running.new + running.failed;
    return all < places && (rank !== "failed" || running.failed < places - 1);
  }

  function beginNext(): void {
    for (const rank of hashRanks)
      for (const begin of queues[rank]) {
        if (!canBegin(rank)) break;
        queues[rank].delete(begin);
        running[rank] += 1;
        begin();
      }
  }

  /** Resolves when the caller has a place. */
  async function takePlace(rank: HashRank, signal: AbortSignal | undefined): Promise<void> {
    const queue = queues[rank];
    if (queue.size >= waitingMax[rank]) throw tooBusy(`too many sign-ins of rank ${rank} wait`);
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        if (queue.delete(begin)) reject(new AppError("CANCELLED", "The caller has gone."));
      };
      const begin = (): void => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      queue.add(begin);
      signal?.addEventListener("abort", leave);
      if (signal?.aborted === true) leave();
      beginNext();
    });
  }

  return {
    run: async (rank, work, signal) => {
      await takePlace(rank, signal);
      try {
        return await work();
      } finally {
        running[rank] -= 1;
        beginNext();
      }
    },
    countWaiting: (rank) => queues[rank].size,
  };
}

/** The refusal of a request that would wait too long. */
export function tooBusy(message: string): AppError {
  return new AppError("RATE_LIMITED", message, {
    publicMessage: `Too many people are signing in right now. Try again in ${busyRetryMs / 1000} seconds.`,
    retry: { afterMs: busyRetryMs },
  });
}
