import type { PoolClient } from "pg";
import type { Database } from "./database.ts";

/**
 * The interval of the small query, and the longest wait for its answer. PostgreSQL ends a session that is idle for 30 s
 * (see `createDatabase`), so `work` learns that its lock is lost before another process gets it.
 */
const keepAliveMs = 8_000;

/**
 * Runs `work` if no other process runs work of the same name now; otherwise returns false. The lock is an advisory lock
 * of the database session, so PostgreSQL frees the lock when the session ends. If the process dies, is stopped or loses
 * its network, the session becomes idle, and PostgreSQL ends idle sessions. While `work` runs, a small query at an
 * interval keeps the session from becoming idle. `lost` is aborted when the session has ended or does not answer.
 */
export async function tryExclusively(
  db: Database,
  name: string,
  work: (lost: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    const { rows } = await client.query<{ got: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as got",
      [`churned/${name}`],
    );
    if (rows[0]?.got !== true) return false;
    const lost = new AbortController();
    const lose = (): void => lost.abort();
    client.once("end", lose);
    const timer = setInterval(() => void keepAlive(client).catch(lose), keepAliveMs);
    try {
      await work(lost.signal);
    } finally {
      clearInterval(timer);
      client.off("end", lose);
      await client
        .query("select pg_advisory_unlock(hashtextextended($1, 0))", [`churned/${name}`])
        .catch((error: unknown) => {
          broken = error instanceof Error ? error : new Error(String(error));
        });
    }
    return true;
  } finally {
    // If the unlock failed, the pool closes the connection, and PostgreSQL frees the lock.
    client.release(broken);
  }
}

async function keepAlive(client: PoolClient): Promise<void> {
  const answer = client.query("select 1");
  await Promise.race([answer, rejectAfter(keepAliveMs)]);
}

const rejectAfter = (ms: number): Promise<never> =>
  new Promise((_resolve, reject) => {
    setTimeout(() => reject(new Error("The session of the lock does not answer.")), ms).unref();
  });
