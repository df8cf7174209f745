import { sql } from "drizzle-orm";
import { pgPolicy, pgRole } from "drizzle-orm/pg-core";

/** The API's role: writes sealed tokens, and cannot read one back (see the grants' migration). */
export const apiRole = pgRole("churned_api").existing();
/** The worker's role: the only one that reads sealed tokens. */
export const workerRole = pgRole("churned_worker").existing();

const isNoGuest = "(select app.connection_id()) is null";

/** What a guest's transaction, which is set to one connection, reaches of a table. A table that names none is closed. */
export const guestReach = {
  nothing: isNoGuest,
  /** Rows of the guest's connection. */
  ofConnection: `(${isNoGuest} or connection_id = (select app.connection_id()))`,
  /** The guest's connection itself. */
  theConnection: `(${isNoGuest} or id = (select app.connection_id()))`,
  /** What belongs to checks of the guest's connection. */
  ofItsChecks: `(${isNoGuest} or exists (select 1 from checks where checks.id = check_id and checks.connection_id = (select app.connection_id())))`,
  /** Whatever the tenant's wall lets through. */
  ofTenant: "true",
} as const;

/**
 * The wall around every tenant table: a row is seen and written only by a transaction that was set to its tenant, or
 * to operator. With neither set there are no rows. A guest's transaction is set to a connection too, and reaches what
 * `guest` says; `guestWrites` where writing differs from seeing.
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
 * The wall around notifications: whoever acts in a tenant writes what its people and the operators are told, and reads
 * only mails to its people that hold no secret.
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
