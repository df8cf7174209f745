/**
 * No statement is waited for without end. A network that went silent without a word (half-open: no answer, and no end
 * either) would otherwise keep whoever asked, their connection and their place for ever. A connection from which no
 * answer came is ended rather than lent out again: the answer to the last one could still arrive on it.
 */
import { Client, DatabaseError } from "pg";
import type { PoolClient } from "pg";

/** PostgreSQL itself gives up this much earlier, so that nothing goes on there that nobody waits for. */
export const answerMs = 2_000;

/** How long to wait on a connection, where it is longer than the pool's own bound. */
const patience = new WeakMap<PoolClient, number>();

/** Waits this long for each answer of a connection from now on; undefined: as long as its pool says. */
export function setPatience(client: PoolClient, timeoutMs: number | undefined): void {
  if (timeoutMs === undefined) patience.delete(client);
  else patience.set(client, timeoutMs + answerMs);
}

/** Ends a connection whose statement came to no answer, be it a good or a bad one. */
export function endWhenSilent(client: PoolClient): void {
  const query: unknown = Reflect.get(client, "query");
  if (typeof query !== "function") return;
  Reflect.set(client, "query", (config: unknown, ...rest: unknown[]): unknown => {
    const timeoutMs = patience.get(client);
    const asked: unknown = Reflect.apply(query, client, [
      timeoutMs === undefined ? config : withTimeout(config, timeoutMs),
      ...rest,
    ]);
    if (asked instanceof Promise)
      asked.catch((error: unknown) => {
        if (!(error instanceof DatabaseError) && client instanceof Client) void client.end();
      });
    return asked;
  });
}

function withTimeout(config: unknown, timeoutMs: number): unknown {
  if (typeof config === "string") return { text: config, query_timeout: timeoutMs };
  return typeof config === "object" && config !== null
    ? { ...config, query_timeout: timeoutMs }
    : config;
}
