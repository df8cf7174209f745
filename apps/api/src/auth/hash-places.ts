/**
 * A password hash takes a processor for a tenth of a second and 32 MB of memory. So only a few are computed at a time,
 * and the others wait. Some places stay free for people who are probably no guessers. So a flood of guesses hardly
 * delays them.
 */
import { availableParallelism } from "node:os";
import { AppError } from "@churned/domain/shared";

/**
 * Who waits: a person on a device on which the person signed in before, an address without wrong passwords, or an
 * address with wrong passwords. Earlier ranks go first, but an address without wrong passwords waits only for a few
 * known devices.
 */
export const hashRanks = ["known", "new", "failed"] as const;
export type HashRank = (typeof hashRanks)[number];

/** How many places a rank leaves free for better ranks. */
const leavesFree: Readonly<Record<HashRank, number>> = { known: 0, new: 1, failed: 2 };
/** The most that wait in each rank. Beyond that, a request is refused at once. */
const waitingMax: Readonly<Record<HashRank, number>> = { known: 50, new: 20, failed: 10 };
/** How many known devices in a row may begin while addresses without wrong passwords wait. */
const knownInRowMax = 3;
const busyRetryMs = 5_000;
/** Each rank needs a place. Node computes four hashes at a time at most, however many processors there are. */
const placesOf = { least: 3, most: 4 } as const;

export interface HashPlaces {
  /**
   * Runs `work` as soon as there is a place for it. Throws RATE_LIMITED if too many wait. Throws CANCELLED if `signal`
   * aborts before the work begins.
   */
  readonly run: <T>(rank: HashRank, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;
  readonly countWaiting: (rank: HashRank) => number;
}

export function createHashPlaces(
  places = Math.min(placesOf.most, Math.max(placesOf.least, availableParallelism())),
): HashPlaces {
  const queues = {
    known: new Set<() => void>(),
    new: new Set<() => void>(),
    failed: new Set<() => void>(),
  };
  const running = { known: 0, new: 0, failed: 0 };

  let knownInRow = 0;

  /** The rank that may use a place now; undefined if none may, or if nobody waits. */
  function findNextRank(): HashRank | undefined {
    const free = places - running.known - running.new - running.failed;
    if (free > 0 && queues.new.size > 0 && knownInRow >= knownInRowMax) return "new";
    return hashRanks.find((rank) => queues[rank].size > 0 && free > leavesFree[rank]);
  }

  function beginNext(): void {
    for (let rank = findNextRank(); rank !== undefined; rank = findNextRank()) {
      const [begin] = queues[rank];
      if (begin === undefined) return;
      knownInRow = rank === "known" && queues.new.size > 0 ? knownInRow + 1 : 0;
      queues[rank].delete(begin);
      running[rank] += 1;
      begin();
    }
  }

  /** Resolves when the caller has a place. */
  async function takePlace(rank: HashRank, signal: AbortSignal | undefined): Promise<void> {
    const queue = queues[rank];
    if (queue.size >= waitingMax[rank])
      throw new AppError("RATE_LIMITED", `too many sign-ins of rank ${rank} wait`, {
        publicMessage: `Too many people are signing in right now. Try again in ${busyRetryMs / 1000} seconds.`,
        retry: { afterMs: busyRetryMs },
      });
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
