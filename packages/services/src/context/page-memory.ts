/**
 * Room for page bytes: however many syncs a process reads side by side, and however large their records, no more bytes
 * of pages are in its memory than this. Room is taken before a page is asked for, and the page may not be larger.
 */
import type { StreamRow } from "@churned/db/sync";
import { PlanhatError } from "@churned/planhat-client";
import { asError } from "./context.ts";
import type { Readers } from "./take-turns.ts";

/** All pages of one process together, in bytes. */
const pageMemoryBytes = 32_000_000;

/**
 * A page whose size nobody knows: so many bytes a record, and no more than this part of the room. The first page of an
 * incremental pass has few rows and comes every hour: room for large records costs little there, a refused page a call.
 */
const usualRowBytes = { full: 2_000, incremental: 6_000 } as const;
const unknownShare = 1 / 4;
/** Records differ in size, and a page that does not fit costs a call. */
const margin = 1.5;
const leastBytes = 500_000;

/** The room of a process, first come, first served. */
export interface PageMemory {
  readonly readers: Readers;
  readonly maxBytes: number;
  /** Taken now, and the most that ever was. */
  readonly takenBytes: number;
  readonly largestBytes: number;
  /** Waits until there is room for `bytes`, at most `maxBytes`. Call what it gives to leave. */
  take(bytes: number, signal: AbortSignal): Promise<() => void>;
}

/** Makes a process's room for pages. */
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

/** How many rows to ask for, and how many bytes they may have. */
export interface PageSize {
  readonly limit: number;
  readonly maxBytes: number;
}

/** What a stream's next page may have: `most` rows, fewer where its records are so large that two pages fill the room. */
export function sizePage(
  stream: Pick<StreamRow, "mode" | "bytes" | "fetched" | "expected">,
  most: number,
  memoryBytes: number,
): PageSize {
  if (stream.fetched === 0) {
    // Where few are expected, many are read side by side.
    const rows = Math.min(most, (stream.expected ?? most) * margin);
    const maxBytes = Math.max(leastBytes, rows * usualRowBytes[stream.mode]);
    return { limit: most, maxBytes: Math.min(maxBytes, memoryBytes * unknownShare) };
  }
  const rowBytes = stream.bytes / stream.fetched;
  const limit = Math.max(2, Math.min(most, Math.floor(memoryBytes / 2 / margin / rowBytes)));
  const maxBytes = Math.min(
    memoryBytes,
    Math.max(leastBytes, Math.ceil(limit * rowBytes * margin)),
  );
  return { limit, maxBytes };
}

/**
 * Reads a page of at most `size` within the room, and `use`s it there. One that turns out larger is asked for again
 * with more room, up to all of it, and then with fewer rows: two at least, for pages overlap by one. Throws `too_large`
 * where not even two go into all of the room.
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
