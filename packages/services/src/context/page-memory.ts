/**
 * Page memory limits how many bytes of pages one process holds, however many syncs it reads at once and however large
 * their records are. A reader takes memory before it asks for a page, and the page may not be larger than that.
 */
import type { StreamRow } from "@churned/db/sync";
import { PlanhatError } from "@churned/planhat-client";
import { asError } from "./context.ts";
import type { Readers } from "./fair-pause.ts";

/** The limit for all pages of one process together, in bytes. */
const pageMemoryBytes = 32_000_000;

/**
 * Estimates for a page of unknown record size: bytes for each record, and the largest share of the memory. The first
 * page of an incremental pass has few rows and is read every hour. So a high estimate costs little memory there, while
 * a page that is refused as too large costs a call each time.
 */
const usualRowBytes = { full: 2_000, incremental: 6_000 } as const;
const unknownShare = 1 / 4;
/** Extra memory for a page, because records differ in size and a page that does not fit costs a call. */
const margin = 1.5;
const minBytes = 500_000;

/** The page memory of one process, given out in the order of asking. */
export interface PageMemory {
  readonly readers: Readers;
  readonly maxBytes: number;
  /** Bytes taken now, and the most that were ever taken at once. */
  readonly takenBytes: number;
  readonly largestBytes: number;
  /** Waits until `bytes` are free (no more than `maxBytes`). Call the returned function to give them back. */
  take(bytes: number, signal: AbortSignal): Promise<() => void>;
}

/** Makes the page memory of one process. */
export function createPageMemory(maxBytes: number = pageMemoryBytes): PageMemory {
  let taken = 0;
  let largest = 0;
  const waiting = new Set<{ readonly bytes: number; readonly enter: () => void }>();

  function admit(): void {
    for (const waiter of waiting) {
      if (taken + waiter.bytes > maxBytes) return;
      waiting.delete(waiter);
      taken += waiter.bytes;
      largest = Math.max(largest, taken);
      waiter.enter();
    }
  }

  return {
    readers: new Map(),
    maxBytes,
    get takenBytes() {
      return taken;
    },
    get largestBytes() {
      return largest;
    },
    take(asked, signal) {
      signal.throwIfAborted();
      const bytes = Math.min(asked, maxBytes);
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          waiting.delete(waiter);
          reject(asError(signal.reason));
          admit();
        };
        let isIn = true;
        const leave = (): void => {
          if (!isIn) return;
          isIn = false;
          taken -= bytes;
          admit();
        };
        const enter = (): void => {
          signal.removeEventListener("abort", giveUp);
          resolve(leave);
        };
        const waiter = { bytes, enter };
        signal.addEventListener("abort", giveUp, { once: true });
        waiting.add(waiter);
        admit();
      });
    },
  };
}

/** How many rows to ask for, and how many bytes the answer may have. */
export interface PageSize {
  readonly limit: number;
  readonly maxBytes: number;
}

/**
 * The size of a stream's next page: `most` rows, or fewer if its records are so large that two pages fill the memory.
 */
export function sizePage(
  stream: Pick<StreamRow, "mode" | "bytes" | "fetched" | "expected">,
  most: number,
  memoryBytes: number,
): PageSize {
  if (stream.fetched === 0) {
    // Small first pages take little memory, so that many syncs can read at once.
    const rows = Math.min(most, (stream.expected ?? most) * margin);
    const maxBytes = Math.max(minBytes, rows * usualRowBytes[stream.mode]);
    return { limit: most, maxBytes: Math.min(maxBytes, memoryBytes * unknownShare) };
  }
  const rowBytes = stream.bytes / stream.fetched;
  const limit = Math.max(2, Math.min(most, Math.floor(memoryBytes / 2 / margin / rowBytes)));
  const maxBytes = Math.min(memoryBytes, Math.max(minBytes, Math.ceil(limit * rowBytes * margin)));
  return { limit, maxBytes };
}

/**
 * Reads a page of at most `size` and calls `use` on it while its memory is taken. If the page turns out larger, asks
 * again with more memory, up to all of it, and then with fewer rows. Two rows are the least, because pages overlap by
 * one. Throws `too_large` if not even two rows fit into the whole memory.
 */
export async function readWithinMemory(
  memory: PageMemory,
  size: PageSize,
  signal: AbortSignal,
  ask: (size: PageSize) => Promise<Uint8Array>,
  use: (bytes: Uint8Array, limit: number) => Promise<unknown>,
): Promise<void> {
  const leave = await memory.take(size.maxBytes, signal);
  try {
    const bytes = await ask(size);
    await use(bytes, size.limit);
    return;
  } catch (error) {
    const isTooLarge = error instanceof PlanhatError && error.reason === "too_large";
    const isLast = size.limit <= 2 && size.maxBytes >= memory.maxBytes;
    if (!isTooLarge || isLast) throw error;
  } finally {
    leave();
  }
  const maxBytes = Math.min(memory.maxBytes, size.maxBytes * 4);
  const isAllMemory = size.maxBytes >= memory.maxBytes;
  const limit = isAllMemory ? Math.max(2, Math.floor(size.limit / 4)) : size.limit;
  await readWithinMemory(memory, { limit, maxBytes }, signal, ask, use);
}
