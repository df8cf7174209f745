/**
 * What is asked of a connection in one turn of the event loop is sent in one write: each write wakes PostgreSQL, which
 * costs both sides more than a short statement takes to run.
 */
import { Client } from "pg";
import type { PoolClient } from "pg";

/** Makes a connection gather what it sends until the turn is over. */
export function sendTogether(client: PoolClient): void {
  const query: unknown = Reflect.get(client, "query");
  if (typeof query !== "function" || !(client instanceof Client)) return;
  const { connection } = client;
  Reflect.set(client, "query", (...asked: unknown[]): unknown => {
    // With TLS the stream is another one once it is connected.
    const { stream } = connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    return Reflect.apply(query, client, asked);
  });
}
