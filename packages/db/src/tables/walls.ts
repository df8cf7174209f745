import { sql } from "drizzle-orm";
import { pgPolicy, pgRole } from "drizzle-orm/pg-core";

/** The API's role. It may write sealed tokens but not read them: see the migration with the grants. */
export const apiRole = pgRole("churned_api").existing();
/** The worker's role. Only this role reads sealed tokens. */
export const workerRole = pgRole("churned_worker").existing();

const isNoGuest = "(select app.connection_id()) is null";

/**
 * Which rows of a table the transaction of a guest can reach. Such a transaction is set to one connection. The default
 * is `nothing`.
 */
export const guestReach = {
  nothing: isNoGuest,
  /** Rows of the guest's connection. */
  ofConnection: `(${isNoGuest} or connection_id = (select app.connection_id()))`,
  /** The guest's connection itself. */
  theConnection: `(${isNoGuest} or id = (select app.connection_id()))`,
  /** Rows that belong to checks of the guest's connection. */
  ofItsChecks: `(${isNoGuest} or exists (select 1 from checks where checks.id = check_id and checks.connection_id = (select app.connection_id())))`,
  /** All rows of the tenant. */
  ofTenant: "true",
} as const;

/**
 * The row-level security of a table with data of tenants. Only a transaction that is set to the row's tenant, or to
 * operator, can read and write the row. If neither is set, no rows are visible. A guest's transaction is also set to a
 * connection: `guest` says which rows the guest reads, and `guestWrites` which rows the guest may write, if these
 * differ.
 */
export function tenantWall(
  table: string,
  options: {
    readonly column?: string;
    readonly guest?: keyof typeof guestReach;
    readonly guestWrites?: keyof typeof guestReach;
  } = {},
) {
  const { column = "tenant_id", guest = "nothing", guestWrites = guest } = options;
  const condition = (reach: keyof typeof guestReach) =>
    sql.raw(
      `(select app.is_operator()) or (${column} = (select app.tenant_id()) and ${guestReach[reach]})`,
    );
  return pgPolicy(`${table}_tenant_wall`, {
    as: "permissive",
    for: "all",
    to: [apiRole, workerRole],
    using: condition(guest),
    withCheck: condition(guestWrites),
  });
}

/**
 * The row-level security of notifications. A tenant's transaction may write all notifications of the tenant. It reads
 * only mails to the tenant's people that contain no secret.
 */
export function mailWall(table: string, readableKinds: readonly string[]) {
  const ofTenant = `tenant_id = (select app.tenant_id()) and ${isNoGuest}`;
  const kinds = readableKinds.map((kind) => `'${kind}'`).join(", ");
  return pgPolicy(`${table}_tenant_wall`, {
    as: "permissive",
    for: "all",
    to: [apiRole, workerRole],
    using: sql.raw(`(select app.is_operator()) or (${ofTenant} and kind in (${kinds}))`),
    withCheck: sql.raw(`(select app.is_operator()) or (${ofTenant})`),
  });
}

/** The row-level security of tables that only operators and the system can read and write. */
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

/**
 * Which rows the API's role may insert: only rows that the worker has not filled yet. The grants of the migrations say
 * which columns the API's role may change later.
 */
export function apiInserts(table: string, condition: string) {
  return pgPolicy(`${table}_api_inserts`, {
    as: "restrictive",
    for: "insert",
    to: [apiRole],
    withCheck: sql.raw(condition),
  });
}
