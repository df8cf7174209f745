import { sql } from "drizzle-orm";
import { pgPolicy, pgRole } from "drizzle-orm/pg-core";

/** The API's role: writes sealed tokens, and cannot read one back (see the grants' migration). */
export const apiRole = pgRole("churned_api").existing();
/** The worker's role: the only one that reads sealed tokens. */
export const workerRole = pgRole("churned_worker").existing();

/**
 * The wall around every tenant table: a row is seen and written only by a transaction that was set to its tenant, or
 * to operator. With neither set there are no rows.
 */
export function tenantWall(table: string, column = "tenant_id") {
  const condition = sql.raw(`(select app.is_operator()) or ${column} = (select app.tenant_id())`);
  return pgPolicy(`${table}_tenant_wall`, {
    as: "permissive",
    for: "all",
    to: [apiRole, workerRole],
    using: condition,
    withCheck: condition,
  });
}

/** The wall around what operators keep for themselves about a tenant: no customer's transaction sees a row. */
export function operatorWall(table: string) {
  const condition = sql.raw("(select app.is_operator())");
  return pgPolicy(`${table}_operator_wall`, {
    as: "permissive",
    for: "all",
    to: [apiRole, workerRole],
    using: condition,
    withCheck: condition,
  });
}
