/**
 * Statements whose SQL text is built once for each database connection. Building the text takes drizzle longer than
 * PostgreSQL takes to run it. Used for the statements of every check and every Save; other statements are built per
 * call.
 */
import type { Placeholder, SQL } from "drizzle-orm";
import { getTableColumns, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "./database.ts";
import { givenTenant, ofGivenTenant } from "./tenant-filter.ts";

/** Makes a placeholder for a value that each call gives. */
export type Given<Name extends string> = (name: Name) => Placeholder<Name>;
/** Filters by the transaction's tenant, if it has one: see `ofTenant` for statements that are not prepared. */
type OfTenant = (column: PgColumn) => SQL | undefined;
interface Preparable<Result> {
  prepare(name: string): { execute(values: Record<string, unknown>): Promise<Result> };
}

let count = 0;

/**
 * Prepares the statement of `build` at its first run. Values must be in the driver's form: see `spell`. `seesAll` is true
 * if the transaction sees all tenants; each of both cases has its own text.
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

/** As `prepared`, for a statement whose text depends on `key`. There must be few keys, since each is kept. */
export function preparedBy<Result>(
  build: (
    key: string,
    orm: Tx["orm"],
    given: Given<string>,
    ofTenant: OfTenant,
  ) => Preparable<Result>,
): (tx: Tx, key: string, values: Readonly<Record<string, unknown>>) => Promise<Result> {
  const byKey = new Map<string, ReturnType<typeof prepared<string, Result>>>();
  return (tx, key, values) => {
    const run =
      byKey.get(key) ??
      prepared<string, Result>((orm, given, ofTenant) => build(key, orm, given, ofTenant));
    byKey.set(key, run);
    return run(tx, values);
  };
}

/** Converts the values of a table's columns to the form that the driver sends. */
export function spell<Values extends object>(
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

/** Placeholders for columns, for `set` and `values`. */
export function places<Key extends string>(
  given: Given<Key>,
  keys: readonly Key[],
): Record<Key, SQL> {
  const entries = keys.map((key) => [key, sql`${given(key)}`]);
  return Object.fromEntries(entries) as Record<Key, SQL>;
}
