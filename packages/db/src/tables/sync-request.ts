/** The customer's request to begin syncing, and the estimate of how many records there are to sync. */
import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { ModelName } from "@churned/domain/plan";
import type { SyncRequestState } from "@churned/domain/sync";
import { syncRequestStates } from "@churned/domain/sync";
import { json } from "./repair-values.ts";
import { users } from "./auth.ts";
import { createdAt, id, instant, literal, oneOf } from "./columns.ts";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

/** A customer's request to begin syncing, with Churned's answer. */
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
      .where(sql`${table.state} = ${literal("waiting" satisfies SyncRequestState)}`),
    index("sync_requests_state_idx").on(table.state, table.id),
    check("sync_requests_state_ck", sql`${table.state} in (${oneOf(syncRequestStates)})`),
    tenantWall("sync_requests"),
  ],
);

/** The worker's estimate of how many records there are to sync. */
export const estimates = pgTable(
  "estimates",
  {
    connectionId: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    /** When the estimate was completed; null if it is not complete yet. */
    asOf: instant(),
    models: json().$type<EstimateOfModel[]>().notNull().default([]),
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

/** The estimate of one model. */
export interface EstimateOfModel {
  readonly model: ModelName;
  readonly records: number;
  /** True if there may be more records. Absent in estimates of earlier versions. */
  readonly isAtLeast?: boolean;
  readonly calls: number;
}
