/**
 * Turns a burst of events into few reads. Rounds never overlap: reading again cancels a read under way, so a stream
 * of events faster than the network would otherwise starve the page for ever.
 */
import type { Key, Touched } from "./reduce-event.ts";

const nowDelayMs = 40;
const soonDelayMs = 1_000;

export interface Refresher {
  touch: (touched: Touched) => void;
  stop: () => void;
}

/** `refresh` reads again what is shown of the keys, and resolves when it is here. */
export function makeRefresher(refresh: (keys: readonly Key[]) => Promise<unknown>): Refresher {
  const lanes = [makeLane(refresh, nowDelayMs), makeLane(refresh, soonDelayMs)] as const;
  return {
    touch: ({ now, soon }) => {
      lanes[0].add(now);
      lanes[1].add(soon);
    },
    stop: () => {
      for (const lane of lanes) lane.stop();
    },
  };
}

function makeLane(refresh: (keys: readonly Key[]) => Promise<unknown>, delayMs: number) {
  const waiting = new Map<string, Key>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isBusy = false;
  let isStopped = false;

  function schedule(): void {
    if (isBusy || isStopped || timer !== undefined || waiting.size === 0) return;
    timer = setTimeout(() => void run(), delayMs);
  }

  async function run(): Promise<void> {
    timer = undefined;
    const keys = [...waiting.values()];
    waiting.clear();
    isBusy = true;
    try {
      await refresh(keys);
    } finally {
      isBusy = false;
      schedule();
    }
  }

  return {
    add: (keys: readonly Key[]) => {
      for (const key of keys) waiting.set(key.join("/"), key);
      schedule();
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
