import type { PoolClient } from "pg";
import type { Database } from "./database.ts";

/** PostgreSQL ends a session that says nothing for 30 s (see `createDatabase`). */
const sayEveryMs = 8_000;

/**
 * Runs `work` in this process only if no other process is running it now; false where another one is. The lock is a
 * session's advisory lock, so PostgreSQL frees it when its holder dies, and also when its holder is cut off or stopped:
 * the session must say now and then that it is there.
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
    const timer = setInterval(() => void sayIsThere(client), sayEveryMs);
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
    // A connection whose unlock failed is thrown away, and the lock with it.
    client.release(broken);
  }
}

async function sayIsThere(client: PoolClient): Promise<void> {
  // One that is not heard is ended by PostgreSQL; who holds it hears of that when they give the lock back.
  await client.query("select 1").catch(() => {});
}
