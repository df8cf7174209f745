import { connectEngine, type QueueLocation } from "./backend.ts";
import { createQueue } from "./hints.ts";
import { queueNames } from "./names.ts";

/**
 * Forgets every hint that waits, now or with a delay; handlers that run go on. Loses no work: the reconciler
 * hints again. Rejects when the queue cannot be reached.
 */
export async function emptyQueues(location: QueueLocation): Promise<void> {
  const engine = connectEngine(location, "producer", ignore);
  try {
    await engine.assertReady();
    for (const name of queueNames) {
      const queue = createQueue(engine, name, ignore);
      // Not `obliterate`: it pauses the queue first, and one that fails half-way stays paused.
      await queue.drain(true);
      await queue.close();
    }
  } finally {
    await engine.close();
  }
}

/** What matters rejects above; these are connection errors told twice. */
function ignore(): void {}
