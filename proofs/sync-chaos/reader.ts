/**
 * A program that follows a connection's change sequence during writes. It makes the same API call as a customer's
 * program.
 */
import { setTimeout as pause } from "node:timers/promises";
import { readRecords } from "@churned/worker/testing/read-records";
import type { Party, Stack } from "@churned/worker/testing/start-stack";

/** A record as the reader last read it, or as the table has it. */
export interface ReadRecord {
  readonly seq: number;
  readonly data: string;
  readonly isDeleted: boolean;
}

/** The reader's state. */
export interface ChaosReader {
  /** The last version read of each record, by model and id. */
  readonly known: ReadonlyMap<string, ReadRecord>;
  readonly reads: () => number;
  /** How often a sequence number was not greater than the number before. */
  readonly outOfOrder: () => number;
  /** Reads to the end of the sequence, and then stops. */
  finish(): Promise<void>;
}

const everyMs = 60;

export function startChaosReader({ operator }: Stack, party: Party): ChaosReader {
  const known = new Map<string, ReadRecord>();
  let since = 0;
  let reads = 0;
  let outOfOrder = 0;
  let isOver = false;

  /** Returns true if there are no more changes. */
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
