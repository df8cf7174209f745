import { foreignKey, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { createdAt, id, instant } from "./columns.ts";
import { connections } from "./connection.ts";
import { operatorWall, tenantWall } from "./walls.ts";

/**
 * The triage of connections that need someone: who looks after a connection, and until when it may wait. The state of a
 * connection decides whether it needs someone, not the existence of a row. The row is deleted when the connection works
 * again.
 */
export const triages = pgTable(
  "problem_cares",
  {
    connectionId: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    assigneeId: uuid().references(() => users.id, { onDelete: "set null" }),
    snoozedUntil: instant(),
    /** The cause for which the item was snoozed. The snooze ends when the cause changes. */
    snoozedCause: text(),
  },
  (table) => [
    foreignKey({
      name: "problem_cares_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("problem_cares_assignee_id_idx").on(table.assigneeId),
    tenantWall("problem_cares"),
  ],
);

/** Notes of operators about a connection. Transactions of customers cannot see them. */
export const triageNotes = pgTable(
  "problem_notes",
  {
    id: id(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    at: createdAt(),
    authorId: uuid().references(() => users.id, { onDelete: "set null" }),
    text: text().notNull(),
  },
  (table) => [
    foreignKey({
      name: "problem_notes_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("problem_notes_connection_id_idx").on(table.connectionId, table.id),
    operatorWall("problem_notes"),
  ],
);
