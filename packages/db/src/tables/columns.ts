import { sql } from "drizzle-orm";
import { timestamp, uuid } from "drizzle-orm/pg-core";

/** A UUID version 7 that PostgreSQL makes. Such ids sort by creation time. */
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
 * A constant of the code as a text in SQL. Write `literal("x" satisfies Kind)`, so that the compiler checks the text.
 */
export const literal = (value: string) => oneOf([value]);

/** Texts as a list in SQL: `'a', 'b'`. Used in check constraints. The texts must be constants of the code. */
export const oneOf = (values: readonly string[]) =>
  sql.raw(values.map((value) => `'${value}'`).join(", "));
