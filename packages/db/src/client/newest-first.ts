import type { SQL } from "drizzle-orm";
import { desc, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Tx } from "./database.ts";
import { sendAlong } from "./database.ts";

/**
 * The condition and the order of a connection's rows, newest first, which only an index of (connection, id) can give
 * without sorting; sorting is disabled for the rest of the transaction. With a plain equality PostgreSQL may instead read
 * the rows of all connections by their ids, and expects to come across this connection's soon. If this connection has
 * been quiet for long, that reads all newer rows of the others.
 */
export function newestFirst(
  tx: Tx,
  of: { readonly connectionId: PgColumn; readonly id: PgColumn },
  connectionId: string,
): { readonly isOf: SQL; readonly order: SQL[] } {
  sendAlong(
    tx,
    tx.orm.execute(
      sql`select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true)`,
    ),
  );
  return {
    isOf: sql`${of.connectionId} between ${connectionId}::uuid and ${connectionId}::uuid`,
    order: [desc(of.connectionId), desc(of.id)],
  };
}
