import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  customType,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { modelNames } from "@churned/domain/plan";
import { json } from "./repair-values.ts";
import { createdAt, instant } from "./columns.ts";
import { connections } from "./connection.ts";
import { tenantWall } from "./walls.ts";

const bytea = customType<{ data: Uint8Array }>({ dataType: () => "bytea" });

/** Planhat's objects, stored as Planhat sent them. `seq` numbers the changes of a connection in commit order. */
export const records = pgTable(
  "records",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    planhatId: text().notNull(),
    data: json().$type<Record<string, unknown>>(),
    /** The hash of the data's canonical text, so that an unchanged record is not written again. */
    hash: bytea().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
    firstSeenAt: createdAt(),
    changedAt: createdAt(),
    deletedAt: instant(),
  },
  (table) => [
    primaryKey({ name: "records_pk", columns: [table.connectionId, table.model, table.planhatId] }),
    foreignKey({
      name: "records_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    index("records_connection_id_seq_idx").on(table.connectionId, table.seq),
    // This index serves programs that follow the changes of one model.
    index("records_connection_id_model_seq_idx").on(table.connectionId, table.model, table.seq),
    check(
      "records_data_ck",
      sql`(${table.data} is null) = (${table.deletedAt} is not null) and jsonb_typeof(${table.data}) = 'object'`,
    ),
    tenantWall("records"),
  ],
);

/**
 * The number of landed (stored) records of each model. Triggers on `records` update the number in the transaction of
 * each change, so it always equals the count of the rows.
 */
export const recordCounts = pgTable(
  "record_counts",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    live: bigint({ mode: "number" }).notNull().default(0),
    /** The number of tombstones (deleted records). */
    deleted: bigint({ mode: "number" }).notNull().default(0),
  },
  (table) => [
    primaryKey({ name: "record_counts_pk", columns: [table.connectionId, table.model] }),
    foreignKey({
      name: "record_counts_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    check("record_counts_ck", sql`${table.live} >= 0 and ${table.deleted} >= 0`),
    tenantWall("record_counts"),
  ],
);

/**
 * Elements of pages that could not be stored as received, each with the reason. An entry is deleted when a full pass (a
 * reading of the whole list) no longer reads its record.
 */
export const setAsideRecords = pgTable(
  "set_aside_records",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    /** SHA-256 of the element's text, so that the same element is stored once. */
    contentHash: text().notNull(),
    syncId: uuid().notNull(),
    reason: text().notNull(),
    content: text().notNull(),
    /** The id of the record; null if the id could not be read. */
    planhatId: text(),
    /** True if the element landed after a repair; false if it did not land. */
    isRepaired: boolean().notNull().default(false),
    at: createdAt(),
  },
  (table) => [
    primaryKey({
      name: "set_aside_records_pk",
      columns: [table.connectionId, table.model, table.contentHash],
    }),
    foreignKey({
      name: "set_aside_records_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    tenantWall("set_aside_records"),
  ],
);
