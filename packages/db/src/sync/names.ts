import { eq } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Tx } from "../client/database.ts";
import { connections } from "../tables/connection.ts";
import { tenants } from "../tables/tenant.ts";

/**
 * The names of a row's connection and tenant, for lateral joins. Each is looked up by its key for each row of a page. In
 * a plain join, PostgreSQL may read all connections to find one page's, because row-level security hides from it how
 * few there are.
 */
export function findNames(
  tx: Tx,
  row: { readonly connectionId: PgColumn; readonly tenantId: PgColumn },
) {
  const connection = tx.orm
    .select({ name: connections.name })
    .from(connections)
    .where(eq(connections.id, row.connectionId))
    .limit(1)
    .as("connection");
  const tenant = tx.orm
    .select({ name: tenants.name })
    .from(tenants)
    .where(eq(tenants.id, row.tenantId))
    .limit(1)
    .as("tenant");
  return { connection, tenant };
}
