import { foreignKey, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { modelNames } from "@churned/domain/plan";
import { createdAt, instant } from "./columns.ts";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

/** The custom fields of a connection's models, as of the last full pass. */
export const customFields = pgTable(
  "custom_fields",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    /** The key of the field in the property `custom` of a record. */
    name: text().notNull(),
    /** The type in Planhat's words: `number`, `list`, `rich text` … */
    type: text().notNull(),
    firstSeenAt: createdAt(),
    changedAt: createdAt(),
    removedAt: instant(),
  },
  (table) => [
    primaryKey({
      name: "custom_fields_pk",
      columns: [table.connectionId, table.model, table.name],
    }),
    foreignKey({
      name: "custom_fields_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    tenantWall("custom_fields"),
  ],
);
