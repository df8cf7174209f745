/** Somebody who follows a connection's change sequence while it is written, by the same call as any customer. */
import { setTimeout as pause } from "node:timers/promises";
import { readRecords } from "@churned/worker/testing/read-records";
import type { Party, Stack } from "@churned/worker/testing/start-stack";

/** A record as it was read, or as it stands in the table. */
export interface ReadRecord {
  readonly seq: number;
  readonly data: string;
  readonly isDeleted: boolean;
}

/** What the reader knows. */
export interface ChaosReader {
  /** By model and id, each as last read. */
  readonly known: ReadonlyMap<string, ReadRecord>;
  readonly reads: () => number;
  /** Times that a number was not greater than the one before. */
  readonly outOfOrder: () => number;
  /** Reads to the end, and ends. */
  finish(): Promise<void>;
}

const everyMs = 60;

export function startChaosReader({ operator }: Stack, party: Party): ChaosReader {
  const known = new Map<string, ReadRecord>();
  let since = 0;
  let reads = 0;
  let outOfOrder = 0;
  let isOver = false;

  /** True where nothing more is there. */
  async function readOnce(): Promise<boolean> {
    const { items } = await readRecords(operator, { id: party.connectionId, since, limit: 500 });
    for (const { seq, model, planhatId, data, deletedAt } of items) {
      if (seq <= since) outOfOrder += 1;
      since = seq;
      const record = { seq, data: JSON.stringify(data), isDeleted: deletedAt !== null };
      known.set(`${model}/${planhatId}`, record);
    }
    reads += 1;
    return items.length === 0;
  }

  const following = (async () => {
    for (;;) {
      const wasOver = isOver;
      const isAtEnd = await readOnce().catch(() => false);
      if (wasOver && isAtEnd) return;
      await pause(everyMs);
    }
  })();
  return {
    known,
    reads: () => reads,
    outOfOrder: () => outOfOrder,
    async finish() {
      isOver = true;
      await following;
    },
  };
}
