/**
 * Statements whose SQL text is built once for each database connection. Drizzle takes longer to build the text than
 * PostgreSQL takes to run it. The statements of every check and every Save are prepared in this way; other statements
 * are built for each call.
 */
import type { Placeholder, SQL } from "drizzle-orm";
import { getTableColumns, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "./database.ts";
import { givenTenant, ofGivenTenant } from "./tenant-filter.ts";

/** Makes a placeholder for a value. The caller gives the value at each call. */
export type Given<Name extends string> = (name: Name) => Placeholder<Name>;
/**
 * Filters by the tenant of the transaction, if the transaction has one. For statements that are not prepared, see
 * `ofTenant`.
 */
type OfTenant = (column: PgColumn) => SQL | undefined;
interface Preparable<Result> {
  prepare(name: string): { execute(values: Record<string, unknown>): Promise<Result> };
}

let count = 0;

/**
 * Prepares the statement of `build` when it first runs. Values must be in the form that the driver sends: see `toDriverValues`.
 * `seesAll` is true if the transaction sees all tenants. The SQL text is built separately for `seesAll` true and false.
 */
export function prepared<Name extends string, Result>(
  build: (
    orm: Tx["orm"],
    given: Given<Name>,
    ofTenant: OfTenant,
    seesAll: boolean,
  ) => Preparable<Result>,
): (tx: Tx, values: Readonly<Record<Name, unknown>>) => Promise<Result> {
  count += 1;
  const name = `p${count}`;
  const ofOne = new WeakMap<Tx["orm"], ReturnType<Preparable<Result>["prepare"]>>();
  const ofAll = new WeakMap<Tx["orm"], ReturnType<Preparable<Result>["prepare"]>>();
  return (tx, values) => {
    const seesAll = tx.tenantId === null;
    const [known, suffix] = seesAll ? [ofAll, "a"] : [ofOne, "t"];
    let statement = known.get(tx.orm);
    if (statement === undefined) {
      const filter: OfTenant = (column) => (seesAll ? undefined : ofGivenTenant(column));
      const built = build(tx.orm, (one) => sql.placeholder(one), filter, seesAll);
      statement = built.prepare(`${name}${suffix}`);
      known.set(tx.orm, statement);
    }
    return statement.execute({ ...values, [givenTenant]: tx.tenantId });
  };
}

/**
 * Like `prepared`, but the text of the statement depends on `key`. Use only a few different keys, because the statement
 * of each key stays in memory.
 */
export function preparedBy<Result>(
  build: (
    key: string,
    orm: Tx["orm"],
    given: Given<string>,
    ofTenant: OfTenant,
    seesAll: boolean,
  ) => Preparable<Result>,
): (tx: Tx, key: string, values: Readonly<Record<string, unknown>>) => Promise<Result> {
  const byKey = new Map<string, ReturnType<typeof prepared<string, Result>>>();
  return (tx, key, values) => {
    const run = byKey.get(key) ?? prepared<string, Result>((...rest) => build(key, ...rest));
    byKey.set(key, run);
    return run(tx, values);
  };
}

/** Converts the values of a table's columns to the form that the driver sends. */
export function toDriverValues<Values extends object>(
  table: PgTable,
  values: Values,
): Record<keyof Values & string, unknown> {
  const columns: Record<string, PgColumn | undefined> = getTableColumns(table);
  return Object.fromEntries(
    Object.entries(values).map(([key, value]: [string, unknown]) => [
      key,
      value === null ? null : (columns[key]?.mapToDriverValue(value) ?? value),
    ]),
  ) as Record<keyof Values & string, unknown>;
}

/** Placeholders for columns, for `set` and `values` of a statement. */
export function places<Key extends string>(
  given: Given<Key>,
  keys: readonly Key[],
): Record<Key, SQL> {
  const entries = keys.map((key) => [key, sql`${given(key)}`]);
  return Object.fromEntries(entries) as Record<Key, SQL>;
}
