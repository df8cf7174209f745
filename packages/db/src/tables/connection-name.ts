import { foreignKey, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

/**
 * The text that a search for connections reads: the names of the connection and of its tenant, in lower case. Triggers
 * keep this text up to date. The text has a separate table, because each check changes the row of the connection, and
 * each such change would also write to the large index of the text.
 */
export const connectionNames = pgTable(
  "connection_names",
  {
    connectionId: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    names: text().notNull(),
  },
  (table) => [
    foreignKey({
      name: "connection_names_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("connection_names_grams_idx")
      .using("gin", sql`app.grams(${table.names})`)
      .with({ fastupdate: false }),
    tenantWall("connection_names"),
  ],
);
