/**
 * What is asked of a connection in one turn of the event loop is sent in one write: each write wakes PostgreSQL, which
 * costs both sides more than a short statement takes to run. And after a transaction failed nothing is sent any more:
 * what ran beside the statement that failed must not go on outside of it, or in the next one.
 */
import { Client } from "pg";
import type { PoolClient } from "pg";

const failed = new WeakSet<PoolClient>();

/** Makes a connection gather what it sends until the turn is over. */
export function sendTogether(client: PoolClient): void {
  const query: unknown = Reflect.get(client, "query");
  if (typeof query !== "function" || !(client instanceof Client)) return;
  const { connection } = client;
  Reflect.set(client, "query", (...asked: unknown[]): unknown => {
    if (failed.has(client) && asked[0] !== "rollback")
      return Promise.reject(new Error("The transaction is over."));
    // With TLS the stream is another one once it is connected.
    const { stream } = connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    return Reflect.apply(query, client, asked);
  });
}

/** Undoes a transaction, and ends whatever still works in it. False where the connection is broken. */
export async function rollBack(client: PoolClient): Promise<boolean> {
  failed.add(client);
  try {
    // All that was sent before is answered before; whoever hears an answer in this turn asks in vain.
    await client.query("rollback");
    await new Promise((resolve) => setImmediate(resolve));
    return true;
  } catch {
    return false;
  } finally {
    failed.delete(client);
  }
}
