/** Records the statements that a pool sends, and in how many writes they leave, to count round trips without a clock. */
import type { Pool, PoolClient } from "pg";

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The statements that leave in one write. Each write is followed by a wait, so their number is that of round trips. */
export type RoundTrip = Statement[];

/** Watches all connections of a pool from now on. The returned function runs `work` and returns what was sent meanwhile. */
export function watchStatements(
  pool: Pool,
): (work: () => Promise<unknown>) => Promise<readonly RoundTrip[]> {
  let sent: RoundTrip[] = [];
  let waiting: RoundTrip = [];
  const watched = new WeakSet<PoolClient>();

  function watch(client: PoolClient): void {
    if (watched.has(client)) return;
    watched.add(client);
    const query = client.query.bind(client) as (...args: unknown[]) => never;
    client.query = (...args: unknown[]) => {
      waiting.push(toStatement(args));
      return query(...args);
    };
    const { stream } = (client as unknown as { connection: { stream: WatchedStream } }).connection;
    for (const name of ["_write", "_writev"] as const) {
      const write = stream[name].bind(stream);
      stream[name] = (...args) => {
        sent.push(waiting);
        waiting = [];
        write(...args);
      };
    }
  }
  pool.on("acquire", watch);

  return async (work) => {
    [sent, waiting] = [[], []];
    await work();
    return [...sent];
  };
}

type WatchedStream = Record<"_write" | "_writev", (...args: never[]) => void>;

function toStatement([config, values = []]: unknown[]): Statement {
  const text = typeof config === "string" ? config : (config as { text: string }).text;
  return { text, values: values as unknown[] };
}
