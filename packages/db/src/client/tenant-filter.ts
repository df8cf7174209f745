import type { SQL } from "drizzle-orm";
import { eq, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Tx } from "./database.ts";

/**
 * The tenant condition of every query on a table of tenants. It is undefined, and so adds no condition, if the
 * transaction sees all tenants. The condition is a second protection beside row-level security, and the wall tests pass
 * without it.
 */
export function ofTenant(tx: Tx, column: PgColumn): SQL | undefined {
  return tx.tenantId === null ? undefined : eq(column, tx.tenantId);
}

/** The placeholder for the transaction's tenant in a prepared statement. */
export const givenTenant = "tenantOfTx";

/** The tenant condition of a prepared statement. It is like `ofTenant`, but has a placeholder for the tenant. */
export function ofGivenTenant(column: PgColumn): SQL | undefined {
  return eq(column, sql.placeholder(givenTenant));
}
