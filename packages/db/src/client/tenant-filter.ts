import type { SQL } from "drizzle-orm";
import { eq } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Tx } from "./database.ts";

/**
 * The tenant condition of every query on a tenant table: undefined, so absent, where all tenants are seen. It is the
 * second lock on the door; the first is row-level security, and the wall tests hold with this one taken out.
 */
export function ofTenant(tx: Tx, column: PgColumn): SQL | undefined {
  return tx.tenantId === null ? undefined : eq(column, tx.tenantId);
}
