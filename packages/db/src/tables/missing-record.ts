/**
 * Records that full passes (readings of a model's whole list) no longer find. A landed record is absent if its id is in
 * the range that a page covers but the page lacks the record. When the pass is complete and few records are absent,
 * they become tombstones (deleted records). If many are absent, they wait for an operator.
 */
import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { HeldModel } from "@churned/domain/sync";
import { heldDeletionsStates, openHeldDeletionsStates } from "@churned/domain/sync";
import { json } from "./repair-values.ts";
import { modelNames } from "@churned/domain/plan";
import { users } from "./auth.ts";
import { createdAt, id, instant, oneOf } from "./columns.ts";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

/** Records that a full pass did not find, until they come back or are removed. The ids of syncs sort by time. */
export const absences = pgTable(
  "absences",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    planhatId: text().notNull(),
    /** The first sync that did not find the record. */
    firstSyncId: uuid().notNull(),
    /** The latest sync that did not find the record. */
    syncId: uuid().notNull(),
  },
  (table) => [
    primaryKey({
      name: "absences_pk",
      columns: [table.connectionId, table.model, table.planhatId],
    }),
    foreignKey({
      name: "absences_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    tenantWall("absences"),
  ],
);

/**
 * Questions to operators: more records are missing than is safe to remove. A connection has one open question at most.
 */
export const heldDeletions = pgTable(
  "held_deletes",
  {
    id: id(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    /** The latest sync that found the records missing. */
    syncId: uuid().notNull(),
    state: text({ enum: heldDeletionsStates }).notNull().default("waiting"),
    models: json().$type<HeldModel[]>().notNull(),
    reason: text(),
    decidedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    decidedAt: instant(),
  },
  (table) => [
    foreignKey({
      name: "held_deletes_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    uniqueIndex("held_deletes_open_connection_id_uq")
      .on(table.connectionId)
      .where(sql`${table.state} in (${oneOf(openHeldDeletionsStates)})`),
    index("held_deletes_state_idx").on(table.state, table.id),
    check("held_deletes_state_ck", sql`${table.state} in (${oneOf(heldDeletionsStates)})`),
    check("held_deletes_models_ck", sql`jsonb_typeof(${table.models}) = 'array'`),
    tenantWall("held_deletes"),
  ],
);
