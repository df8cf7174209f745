/** How far a model of a connection was read: within a sync (streams), and between syncs (watermarks). */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { modelNames } from "@churned/domain/plan";
import { streamStates, syncModes } from "@churned/domain/sync";
import { json } from "./repair-values.ts";
import { instant, oneOf } from "./columns.ts";
import { connections } from "./connection.ts";
import { syncs } from "./sync.ts";
import { tenantWall } from "./walls.ts";

/**
 * The streams. A stream is one model in a sync, with its checkpoint and its counts, which are committed together with
 * each page. A full pass reads a model's whole list, sorted by id. An incremental pass reads the latest changes, sorted
 * by time.
 */
export const streams = pgTable(
  "streams",
  {
    tenantId: uuid().notNull(),
    syncId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    position: integer().notNull(),
    state: text({ enum: streamStates }).notNull().default("queued"),
    /**
     * The way of reading the model. If the model cannot be read incrementally, the mode becomes full and `note` gives
     * the reason.
     */
    mode: text({ enum: syncModes }).notNull().default("full"),
    note: text(),
    /** The offset of the next page. */
    nextOffset: integer().notNull().default(0),
    /**
     * Full: the greatest id so far, and the next page must start at or before this id. Incremental: the id of the last
     * row.
     */
    lastId: text(),
    /** Incremental: when the last row changed. No later row may have a newer change. */
    lastAt: instant(),
    /**
     * Incremental: all changes before this time have landed (are stored), so the pass reads until it reaches this time.
     */
    watermark: instant(),
    /** Incremental: how often the newest rows were read again because records changed during the pass. */
    round: integer().notNull().default(0),
    /** Incremental, when the newest rows are read again: read until this time, at which the previous round began. */
    roundSince: instant(),
    /**
     * The watermark that the stream stores when it succeeds. By Planhat's clock, it is not later than the beginning of
     * the stream.
     */
    newest: instant(),
    /** False if pages were not in order and no page was the whole list. Then missing records cannot be found. */
    isOrdered: boolean().notNull().default(true),
    /** What this and earlier passes found out about Planhat's pages of this list. */
    paging: json().$type<Paging>().notNull().default({}),
    /** How far the list of archived records was read; null if this pass does not request archived records. */
    archived: json().$type<ArchivedList>(),
    /** How many rows the last page went back. The number grows until a page contains a row that was already read. */
    stepBack: integer().notNull().default(0),
    /** How many times rows between two pages were missed and read later. */
    gaps: integer().notNull().default(0),
    /** The number of missing records that wait for an operator. */
    held: integer().notNull().default(0),
    fetched: integer().notNull().default(0),
    inserted: integer().notNull().default(0),
    updated: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    deleted: integer().notNull().default(0),
    skipped: integer().notNull().default(0),
    /** The number of records that landed after a repair. */
    repaired: integer().notNull().default(0),
    requests: integer().notNull().default(0),
    bytes: bigint({ mode: "number" }).notNull().default(0),
    expected: integer(),
    waitingFor: text(),
    /** When a waiting stream is tried again. Set together with `waitingFor`. */
    waitingUntil: instant(),
    /** The number of failed attempts in a row without progress, and since when. */
    attempt: integer().notNull().default(0),
    failingSince: instant(),
    startedAt: instant(),
    doneAt: instant(),
  },
  (table) => [
    primaryKey({ name: "streams_pk", columns: [table.syncId, table.model] }),
    // This index serves the series, which count the streams that ended in a period.
    index("streams_done_at_idx")
      .on(table.doneAt)
      .where(sql`${table.doneAt} is not null`),
    foreignKey({
      name: "streams_sync_fk",
      columns: [table.tenantId, table.syncId],
      foreignColumns: [syncs.tenantId, syncs.id],
    }).onDelete("cascade"),
    check("streams_state_ck", sql`${table.state} in (${oneOf(streamStates)})`),
    check("streams_mode_ck", sql`${table.mode} in (${oneOf(syncModes)})`),
    tenantWall("streams"),
  ],
);

/** How far a pass has read the archived records of a model. Planhat leaves archived records out of its usual list. */
export interface ArchivedList {
  /**
   * `due`: not requested yet. `reading`: some archived records are read. `read`: all are read. `shown`: the usual list
   * contains them. `ignored`: Planhat ignores the filter and returns the usual list, which lacks them. `refused`:
   * Planhat refuses the request. `failed`: this pass could not read all of them. `off`: a policy leaves them out.
   */
  readonly state: "due" | "reading" | "read" | "shown" | "ignored" | "refused" | "failed" | "off";
  /** The offset of the next page, and the last id that was read. */
  readonly offset: number;
  readonly lastId: string | null;
  readonly records: number;
  /** These have the same meaning as the columns of a stream, but for the list of archived records. */
  readonly isOrdered?: boolean;
  readonly stepBack?: number;
  readonly paging?: Paging;
  /** The number of failed attempts in a row. */
  readonly attempt?: number;
  /** True if an earlier pass found that this Planhat lists archived records. */
  readonly wasListed?: boolean;
  /** True if an earlier pass received the usual list in place of the archived list. */
  readonly wasIgnored?: boolean;
  /** True if the list was empty. This pass then stores nothing about how Planhat lists archived records. */
  readonly isUnconfirmed?: boolean;
  /**
   * True if the list also contains rows of the usual list. Then only an archived row proves that the list contains
   * archived records.
   */
  readonly isMixed?: boolean;
}

/**
 * What passes have found out about how Planhat pages a list. Pages overlap by one row, so that no row between two pages
 * is missed.
 */
export interface Paging {
  /** The number of records that the last full pass read. */
  readonly records?: number | null;
  /** The number of rows that a page of this model could hold in an earlier pass. */
  readonly cap?: number | null;
  /** The number of rows in the previous page, and whether it was smaller than requested. */
  readonly last?: number;
  readonly isShort?: boolean;
  /**
   * `full`: the size of the largest page that had as many rows as requested. `cut`: the size of pages that had fewer
   * rows than requested although rows followed.
   */
  readonly full?: number;
  readonly cut?: number;
  /** True if shortened pages had different sizes. Then the size of a page does not prove that it is the last page. */
  readonly isVaried?: boolean;
  /** True if Planhat refused to sort, so that the list is read in Planhat's own order. */
  readonly isSortRefused?: boolean;
  /** True if Planhat refused to sort by time in this pass. */
  readonly isTimeRefused?: boolean;
  /**
   * True if a test showed that Planhat sorts by time: Planhat returned the oldest row when asked for the oldest row.
   */
  readonly isSortProven?: boolean;
  /**
   * Set while the test is due. The two times say when the first and the last row of the page changed that would end the
   * pass. The test compares the oldest row with both times.
   */
  readonly unproven?: { readonly headAt: string; readonly tailAt: string };
  /** True if the test did not show that Planhat sorts by time. */
  readonly isOrderUnproven?: boolean;
  /**
   * True if the page contained only the overlapping row. The next request, for ids only, shows whether more rows
   * follow.
   */
  readonly isAlone?: boolean;
  /**
   * After a page with only the overlapping row, the row after it is requested. `asked`: requested. `seen`: there was
   * such a row. `no`: not needed.
   */
  readonly beyond?: "asked" | "seen" | "no";
  /** How many times such a row was seen since the stream last read a new row. */
  readonly timesBeyond?: number;
  /**
   * `isHeadAhead`: all rows of the first page have times in the future. `roundNews`: the number of new or changed rows
   * since the first page was last read.
   */
  readonly isHeadAhead?: boolean;
  readonly roundNews?: number;
  /** True if the previous page was the first page and may be the whole list. */
  readonly mayBeWhole?: boolean;
  /** True if the first page is the whole list, as far as later pages have shown. */
  readonly isOnePage?: boolean;
  /** The number of pages in a row that contained no new rows. */
  readonly repeats?: number;
  /** True if a page of one row was followed by an empty page. */
  readonly wasEmpty?: boolean;
}

/**
 * The watermarks: for each model of a connection, the time up to which it was read. An incremental pass starts there.
 */
export const watermarks = pgTable(
  "watermarks",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    /** All changes up to this time, by Planhat's clock, have landed. Null if the records have no usable time. */
    watermark: instant(),
    /** When the first pass with this watermark ended, by our clock. */
    seenAt: instant(),
    /** When the last complete pass began, by our clock; null if the list of that pass was not in order. */
    readAt: instant(),
    /** When the last complete full pass began, by our clock. */
    fullAt: instant().notNull(),
    /** The number of records that the last complete full pass read. */
    records: integer(),
    /**
     * The number of rows that a page can hold, so that a page with fewer rows is the last page. Null if the number is
     * unknown or varies.
     */
    pageCap: integer(),
    /** True if a test showed that Planhat sorts this model by time. Incremental passes rely on this order. */
    isSortProven: boolean().notNull().default(false),
    /** How this Planhat lists archived records; null if unknown. */
    archived: text({ enum: ["listed", "shown", "ignored", "refused"] }),
  },
  (table) => [
    primaryKey({ name: "watermarks_pk", columns: [table.connectionId, table.model] }),
    foreignKey({
      name: "watermarks_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    tenantWall("watermarks"),
  ],
);
