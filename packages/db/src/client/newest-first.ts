import type { SQL } from "drizzle-orm";
import { desc, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Tx } from "./database.ts";
import { sendAlong } from "./database.ts";

/**
 * Returns the condition and the order for the rows of one connection, newest first. Only an index of (connection, id)
 * gives this order without sorting. The function makes sorts and bitmap scans expensive for the planner for the rest of
 * the transaction, so use it only in transactions that read. With a plain equality, PostgreSQL may choose the index of
 * ids instead, and read the newer rows of all other connections before it finds a row of this connection.
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
