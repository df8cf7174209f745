import { sql } from "drizzle-orm";
import { timestamp, uuid } from "drizzle-orm/pg-core";

/** A UUID version 7 made by PostgreSQL, which sorts by its creation time. */
export const id = () =>
  uuid()
    .primaryKey()
    .default(sql`uuidv7()`);

/** A point in time, UTC. */
export const instant = (column = "") =>
  timestamp(column, { withTimezone: true, precision: 3, mode: "date" });

/** The creation time of the row. */
export const createdAt = () => instant().notNull().defaultNow();

/**
 * A constant of the code as a text in SQL. Write `literal("x" satisfies Kind)`, so that the compiler knows the text.
 */
export const literal = (value: string) => oneOf([value]);

/** A text column's values as a check constraint's list: `'a', 'b'`. The values are constants of the code. */
export const oneOf = (values: readonly string[]) =>
  sql.raw(values.map((value) => `'${value}'`).join(", "));
