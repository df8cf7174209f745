import { eq } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { Tx } from "../client/database.ts";
import { connections } from "../tables/connection.ts";
import { tenants } from "../tables/tenant.ts";

/**
 * The names of a row's connection and tenant, for lateral joins. A lateral join looks up both names by key for each row
 * of a page. With a plain join, PostgreSQL may read all connections to find the connections of one page, because with
 * row-level security PostgreSQL cannot estimate how few connections the page needs.
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
