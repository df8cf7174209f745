/**
 * Page memory limits how many bytes of pages one process has in memory, independent of the number of syncs that it
 * reads and of the size of their records. A reader reserves memory before it requests a page, and the page may not be
 * larger than the reserved memory.
 */
import type { StreamRow } from "@churned/db/sync";
import { PlanhatError } from "@churned/planhat-client";
import { asError } from "./context.ts";
import type { Readers } from "./fair-pause.ts";
import { pageMemoryBytes } from "@churned/domain/record";

/**
 * The assumptions for a page whose record size is unknown: bytes for each record, and the largest share of the memory.
 * The first page of an incremental pass (which reads only the latest changes) has few rows and is read every hour. So a
 * high assumption costs little memory there. But each time a page is refused as too large, it costs another call.
 */
const usualRowBytes = { full: 2_000, incremental: 6_000 } as const;
const unknownShare = 1 / 4;
/** Extra memory for a page. Records differ in size, and a page that is too large for its memory costs another call. */
const margin = 1.5;
const minBytes = 500_000;

/** The page memory of one process. Waiting readers get memory in the order in which they asked. */
export interface PageMemory {
  readonly readers: Readers;
  readonly maxBytes: number;
  /**
   * `takenBytes`: the bytes that are reserved now. `largestBytes`: the greatest number that was ever reserved at once.
   */
  readonly takenBytes: number;
  readonly largestBytes: number;
  /** Waits until `bytes` (at most `maxBytes`) are free, and reserves them. The returned function gives them back. */
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

/** How many rows to request, and how many bytes the answer may have. */
export interface PageSize {
  readonly limit: number;
  readonly maxBytes: number;
}

/**
 * The size of the next page of a stream: `most` rows, or fewer if the records are so large that two pages would fill
 * the memory.
 */
export function sizePage(
  stream: Pick<StreamRow, "mode" | "bytes" | "fetched" | "expected">,
  most: number,
  memoryBytes: number,
): PageSize {
  if (stream.fetched === 0) {
    // Small first pages reserve little memory, so that many syncs can read at once.
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
 * Reads a page of at most `size` and calls `use` with it while its memory is reserved. If the page is larger, requests
 * it again with more memory, up to the whole memory, and then with fewer rows. Two rows are the minimum, because pages
 * overlap by one row. Throws `too_large` if two rows do not fit into the whole memory.
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
