/**
 * What full passes did not find again. An absence is a landed record that a page lacks although it proves the record's
 * place; it becomes a tombstone when the pass is complete and few are absent, and waits for an operator otherwise.
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
import { heldDeletesStates, openHeldDeletesStates } from "@churned/domain/sync";
import { json } from "./repair-values.ts";
import { modelNames } from "@churned/domain/plan";
import { users } from "./auth.ts";
import { createdAt, id, instant, oneOf } from "./columns.ts";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

/** Records that a full pass lacked, until they come back or are removed. Ids of syncs sort by time. */
export const absences = pgTable(
  "absences",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    planhatId: text().notNull(),
    /** The sync that missed it first. */
    firstSyncId: uuid().notNull(),
    /** The sync that missed it last. */
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

/** More records missing than is safe to remove: a question to an operator, one of a connection at a time. */
export const heldDeletes = pgTable(
  "held_deletes",
  {
    id: id(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    /** The latest pass that found them missing. */
    syncId: uuid().notNull(),
    state: text({ enum: heldDeletesStates }).notNull().default("waiting"),
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
      .where(sql`${table.state} in (${oneOf(openHeldDeletesStates)})`),
    index("held_deletes_state_idx").on(table.state, table.id),
    check("held_deletes_state_ck", sql`${table.state} in (${oneOf(heldDeletesStates)})`),
    check("held_deletes_models_ck", sql`jsonb_typeof(${table.models}) = 'array'`),
    tenantWall("held_deletes"),
  ],
);
