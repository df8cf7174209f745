import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import {
  liveSyncStates,
  modelNames,
  streamStates,
  syncModes,
  syncRequestStates,
  syncStates,
} from "@churned/domain";
import { users } from "./auth.ts";
import { createdAt, id, instant, oneOf } from "./columns.ts";
import { connections } from "./connections.ts";
import { tenantWall } from "./roles.ts";

/** "Please begin syncing", with Churned's answer. */
export const syncRequests = pgTable(
  "sync_requests",
  {
    id: id(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    state: text({ enum: syncRequestStates }).notNull().default("waiting"),
    requestedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    decidedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    reason: text(),
    syncId: uuid(),
    createdAt: createdAt(),
    decidedAt: instant(),
  },
  (table) => [
    foreignKey({
      name: "sync_requests_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    uniqueIndex("sync_requests_open_connection_id_uq")
      .on(table.connectionId)
      .where(sql`${table.state} = 'waiting'`),
    index("sync_requests_state_idx").on(table.state, table.id),
    check("sync_requests_state_ck", sql`${table.state} in (${oneOf(syncRequestStates)})`),
    tenantWall("sync_requests"),
  ],
);

/** About how much there is to sync, made by the worker. */
export const estimates = pgTable(
  "estimates",
  {
    connectionId: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    /** Null until one could be made. */
    asOf: instant(),
    models: jsonb().$type<EstimateOfModel[]>().notNull().default([]),
    attempt: integer().notNull().default(0),
    nextAttemptAt: createdAt(),
  },
  (table) => [
    foreignKey({
      name: "estimates_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("estimates_due_idx")
      .on(table.nextAttemptAt)
      .where(sql`${table.asOf} is null`),
    check("estimates_models_ck", sql`jsonb_typeof(${table.models}) = 'array'`),
    tenantWall("estimates"),
  ],
);

/** One model's part of an estimate. */
export interface EstimateOfModel {
  readonly model: (typeof modelNames)[number];
  readonly records: number;
  readonly calls: number;
}

/** Transfers of a connection's data. */
export const syncs = pgTable(
  "syncs",
  {
    id: id(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    mode: text({ enum: syncModes }).notNull(),
    state: text({ enum: syncStates }).notNull().default("queued"),
    leaseUntil: instant(),
    attempt: integer().notNull().default(0),
    nextAttemptAt: instant().notNull().defaultNow(),
    reason: text(),
    cancelRequestedAt: instant(),
    createdAt: createdAt(),
    startedAt: instant(),
    doneAt: instant(),
  },
  (table) => [
    unique("syncs_tenant_id_id_uq").on(table.tenantId, table.id),
    foreignKey({
      name: "syncs_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    uniqueIndex("syncs_live_connection_id_uq")
      .on(table.connectionId)
      .where(sql`${table.state} in (${oneOf(liveSyncStates)})`),
    index("syncs_connection_id_idx").on(table.connectionId, table.id),
    index("syncs_due_idx")
      .on(table.nextAttemptAt)
      .where(sql`${table.state} in (${oneOf(liveSyncStates)})`),
    check("syncs_mode_ck", sql`${table.mode} in (${oneOf(syncModes)})`),
    check("syncs_state_ck", sql`${table.state} in (${oneOf(syncStates)})`),
    check(
      "syncs_done_ck",
      sql`(${table.state} in (${oneOf(liveSyncStates)})) = (${table.doneAt} is null)`,
    ),
    tenantWall("syncs"),
  ],
);

/** One model in a sync: its checkpoint and its counts, always committed together with the page they tell of. */
export const streams = pgTable(
  "streams",
  {
    tenantId: uuid().notNull(),
    syncId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    position: integer().notNull(),
    state: text({ enum: streamStates }).notNull().default("queued"),
    /** Where the next page starts. */
    nextOffset: integer().notNull().default(0),
    /** The greatest id of the page before: the next page must start with it. */
    lastId: text(),
    fetched: integer().notNull().default(0),
    inserted: integer().notNull().default(0),
    updated: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    deleted: integer().notNull().default(0),
    skipped: integer().notNull().default(0),
    requests: integer().notNull().default(0),
    bytes: bigint({ mode: "number" }).notNull().default(0),
    expected: integer(),
    waitingFor: text(),
    startedAt: instant(),
    doneAt: instant(),
  },
  (table) => [
    primaryKey({ name: "streams_pk", columns: [table.syncId, table.model] }),
    foreignKey({
      name: "streams_sync_fk",
      columns: [table.tenantId, table.syncId],
      foreignColumns: [syncs.tenantId, syncs.id],
    }).onDelete("cascade"),
    check("streams_state_ck", sql`${table.state} in (${oneOf(streamStates)})`),
    tenantWall("streams"),
  ],
);
