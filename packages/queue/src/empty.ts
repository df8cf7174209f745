import { connectEngine, type QueueLocation } from "./backend.ts";
import { createQueue } from "./hints.ts";
import { queueNames } from "./names.ts";

/**
 * Removes every hint that waits, also a hint with a delay. Running handlers continue. No work is lost, because the
 * reconciler, a timer of the worker, finds rows with work and sends their hints again. Rejects where the queue cannot
 * be reached.
 */
export async function emptyQueues(location: QueueLocation): Promise<void> {
  const engine = connectEngine(location, "producer", ignore);
  try {
    await engine.assertReady();
    for (const name of queueNames) {
      const queue = createQueue(engine, name, ignore);
      // Not `obliterate`: it pauses the queue first, and a failure would leave the queue paused.
      await queue.drain(true);
      await queue.close();
    }
  } finally {
    await engine.close();
  }
}

/** A failed call rejects above. `onError` would only report the same error a second time. */
function ignore(): void {}
