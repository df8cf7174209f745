/** PostgreSQL: the schema, the walls, and every query by name. The only package that knows SQL. */
export * from "./changes.ts";
export * from "./database.ts";
export * from "./locks.ts";
