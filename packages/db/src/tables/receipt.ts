import { sql } from "drizzle-orm";
import { check, foreignKey, index, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { instant, oneOf } from "./columns.ts";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

/** The choice of what happens to the landed (stored) data of a disconnected connection. */
export const dataChoices = ["keep", "erase"] as const;

/**
 * The promise that was made when a connection was disconnected, and what was done. The worker finishes incomplete
 * erasures.
 */
export const receipts = pgTable(
  "receipts",
  {
    connectionId: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    disconnectedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    data: text({ enum: dataChoices }).notNull(),
    /** The number of landed records at the time of the disconnection. */
    records: integer().notNull(),
    erased: integer().notNull().default(0),
    erasedAt: instant(),
  },
  (table) => [
    foreignKey({
      name: "receipts_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("receipts_erasing_idx")
      .on(table.connectionId)
      .where(sql`${table.data} = 'erase' and ${table.erasedAt} is null`),
    check("receipts_data_ck", sql`${table.data} in (${oneOf(dataChoices)})`),
    tenantWall("receipts"),
  ],
);
