import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { SyncMode } from "@churned/domain/sync";
import { liveSyncStates, syncModes, syncStates } from "@churned/domain/sync";
import { createdAt, id, instant, literal, oneOf } from "./columns.ts";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

/** The syncs. A sync is one transfer of a connection's data. */
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
    /** When a page last made progress. */
    progressAt: instant(),
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
    index("syncs_full_connection_id_idx")
      .on(table.connectionId, table.id)
      .where(sql`${table.mode} = ${literal("full" satisfies SyncMode)}`),
    index("syncs_held_idx")
      .on(table.tenantId)
      .where(sql`${table.leaseUntil} is not null`),
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
