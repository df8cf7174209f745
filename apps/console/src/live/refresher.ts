/**
 * Turns many events at once into few reads. Each key has at most one read in progress, because a new read cancels the
 * earlier read: if events came faster than answers, no answer would ever arrive. Keys do not wait for each other.
 */
import type { Key, Touched } from "./reduce-event.ts";

const nowDelayMs = 40;
const soonDelayMs = 1_000;

export interface Refresher {
  touch: (touched: Touched) => void;
  stop: () => void;
}

/** `refresh` reads the shown data of a key again, and resolves when the data has arrived. */
export function makeRefresher(refresh: (key: Key) => Promise<unknown>): Refresher {
  const keys = new Map<string, KeyRefresher>();

  function touchAll(touched: readonly Key[], delayMs: number): void {
    for (const key of touched) {
      const name = key.join("/");
      const known = keys.get(name) ?? makeKeyRefresher(() => refresh(key));
      keys.set(name, known);
      known.touch(delayMs);
    }
  }

  return {
    touch: ({ now, soon }) => {
      touchAll(now, nowDelayMs);
      touchAll(soon, soonDelayMs);
    },
    stop: () => {
      for (const key of keys.values()) key.stop();
    },
  };
}

interface KeyRefresher {
  touch: (delayMs: number) => void;
  stop: () => void;
}

function makeKeyRefresher(refresh: () => Promise<unknown>): KeyRefresher {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBusy = false;
  let isStopped = false;
  /** Set if an event came during a read, because the read may have missed the change. */
  let touchedAgainMs: number | undefined;

  async function run(): Promise<void> {
    timer = undefined;
    isBusy = true;
    try {
      await refresh();
    } finally {
      isBusy = false;
      const delayMs = touchedAgainMs;
      touchedAgainMs = undefined;
      if (delayMs !== undefined) touch(delayMs);
    }
  }

  function touch(delayMs: number): void {
    if (isStopped) return;
    if (isBusy) touchedAgainMs = delayMs;
    else timer ??= setTimeout(() => void run(), delayMs);
  }

  return {
    touch,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
