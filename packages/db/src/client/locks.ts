import type { PoolClient } from "pg";
import type { Database } from "./database.ts";

/** PostgreSQL ends a session that is idle for 30 s (see `createDatabase`). */
const keepAliveMs = 8_000;

/**
 * Runs `work` if no other process runs work of the same name now; otherwise returns false. The lock is an advisory lock
 * of the database session, so PostgreSQL frees the lock when the session ends. If the process dies, is stopped or loses
 * its network, the session becomes idle, and PostgreSQL ends idle sessions. While `work` runs, a small query at an
 * interval keeps the session from becoming idle.
 */
export async function tryExclusively(
  db: Database,
  name: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    const { rows } = await client.query<{ got: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as got",
      [`churned/${name}`],
    );
    if (rows[0]?.got !== true) return false;
    const timer = setInterval(() => void keepAlive(client), keepAliveMs);
    try {
      await work();
    } finally {
      clearInterval(timer);
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
  // Ignore errors. If the session is broken, PostgreSQL ends the session, and the unlock then fails.
  await client.query("select 1").catch(() => {});
}
