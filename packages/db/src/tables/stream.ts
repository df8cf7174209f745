/** How far a model of a connection is read: within a sync (streams), and between syncs (watermarks). */
import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  foreignKey,
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

/** The streams: one model in a sync, with its checkpoint and counts, which are committed together with each page. */
export const streams = pgTable(
  "streams",
  {
    tenantId: uuid().notNull(),
    syncId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    position: integer().notNull(),
    state: text({ enum: streamStates }).notNull().default("queued"),
    /** How the model is read. If it cannot be read incrementally, the mode becomes full and `note` says why. */
    mode: text({ enum: syncModes }).notNull().default("full"),
    note: text(),
    /** Where the next page starts. */
    nextOffset: integer().notNull().default(0),
    /** Full: the greatest id so far; the next page must reach back to it. Incremental: the id of the last row. */
    lastId: text(),
    /** Incremental: when the last row changed; no later row may be newer. */
    lastAt: instant(),
    /** Incremental: all changes before this time have landed, so the pass reads back to it. */
    watermark: instant(),
    /** Incremental: how often the newest rows were read again because records changed during the pass. */
    round: integer().notNull().default(0),
    /** Incremental, when reading again: read back to this time, at which the previous round began. */
    roundSince: instant(),
    /** The watermark that the stream stores when it succeeds: not later than its beginning, by Planhat's clock. */
    newest: instant(),
    /** False if pages were not in order and no page was the whole list: then missing records cannot be found. */
    isOrdered: boolean().notNull().default(true),
    /** What is known about how Planhat pages this list. */
    paging: json().$type<Paging>().notNull().default({}),
    /** How far the archived records are read; null if this pass does not request them. */
    archived: json().$type<ArchivedList>(),
    /** How many rows the last page went back; it grows until a known row is found. */
    stepBack: integer().notNull().default(0),
    /** How often rows between two pages were missed, and read afterwards. */
    gaps: integer().notNull().default(0),
    /** Missing records that wait for an operator. */
    held: integer().notNull().default(0),
    fetched: integer().notNull().default(0),
    inserted: integer().notNull().default(0),
    updated: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    deleted: integer().notNull().default(0),
    skipped: integer().notNull().default(0),
    /** Records that landed after a repair. */
    repaired: integer().notNull().default(0),
    requests: integer().notNull().default(0),
    bytes: bigint({ mode: "number" }).notNull().default(0),
    expected: integer(),
    waitingFor: text(),
    /** When a waiting stream is tried again; set together with `waitingFor`. */
    waitingUntil: instant(),
    /** Failed attempts in a row without progress, and since when. */
    attempt: integer().notNull().default(0),
    failingSince: instant(),
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
    check("streams_mode_ck", sql`${table.mode} in (${oneOf(syncModes)})`),
    tenantWall("streams"),
  ],
);

/** The state of reading a model's archived records, which its usual list leaves out. */
export interface ArchivedList {
  /**
   * `due`: not requested yet. `reading`: some are read. `read`: all are read. `shown`: the usual list contains them.
   * `ignored`: Planhat ignores the filter and returns the usual list without them. `refused`: Planhat refuses the
   * request. `failed`: this pass could not read all of them. `off`: a policy leaves them out.
   */
  readonly state: "due" | "reading" | "read" | "shown" | "ignored" | "refused" | "failed" | "off";
  /** Where the next page starts, and the last id that was read. */
  readonly offset: number;
  readonly lastId: string | null;
  readonly records: number;
  /** The same as the columns of a stream, for the archived list. */
  readonly isOrdered?: boolean;
  readonly stepBack?: number;
  readonly paging?: Paging;
  /** Failed attempts in a row. */
  readonly attempt?: number;
  /** An earlier pass learned that this Planhat lists archived records. */
  readonly wasListed?: boolean;
  /** True if an earlier pass was given the usual list in place of the archived one. */
  readonly wasIgnored?: boolean;
  /** It was empty, and asked for once: how this Planhat answers is not learned from that. */
  readonly isUnconfirmed?: boolean;
  /** Rows of the usual list are among its rows. So only an archived row proves that it lists archived records too. */
  readonly isMixed?: boolean;
}

/** What is known about how Planhat pages a list. */
export interface Paging {
  /** How many records the last full pass read. */
  readonly records?: number | null;
  /** How many rows a page of this model could hold in an earlier pass. */
  readonly cap?: number | null;
  /** How many rows the previous page held, and whether these were fewer than requested. */
  readonly last?: number;
  readonly isShort?: boolean;
  /**
   * The largest requested page that Planhat filled, and the size of pages that Planhat shortened although rows
   * followed.
   */
  readonly full?: number;
  readonly cut?: number;
  /** Shortened pages had different sizes, so the size of a page does not prove that it is the last. */
  readonly isVaried?: boolean;
  /** Planhat refused to sort, so the list is read in Planhat's own order. */
  readonly isSortRefused?: boolean;
  /** Planhat refused to sort by time in this pass. */
  readonly isTimeRefused?: boolean;
  /** A test showed that Planhat sorts by time: it returned the oldest row when asked for it. */
  readonly isSortProven?: boolean;
  /** Set while this test is due: when the first and the last row of the page changed that would end the pass. */
  readonly unproven?: { readonly headAt: string; readonly tailAt: string };
  /** The test did not show that Planhat sorts by time. */
  readonly isOrderUnproven?: boolean;
  /** The page held only the overlapping row. The next request, for ids only, tells whether more rows follow. */
  readonly isAlone?: boolean;
  /** Whether the row after a lone overlapping row was asked for, and whether there was one. */
  readonly beyond?: "asked" | "seen" | "no";
  /** How often there was one since the stream last went further. */
  readonly timesBeyond?: number;
  /** All rows of the first page are dated ahead; and how many rows were new since the head was read last. */
  readonly isHeadAhead?: boolean;
  readonly roundNews?: number;
  /** The previous page was the first one, and may be the whole list. */
  readonly mayBeWhole?: boolean;
  /** The first page is the whole list, as far as the pages since have shown. */
  readonly isOnePage?: boolean;
  /** How many pages in a row brought no new rows. */
  readonly repeats?: number;
  /** No row followed a page of one row. */
  readonly wasEmpty?: boolean;
}

/** How far each model of a connection was read, which is where an incremental pass starts. */
export const watermarks = pgTable(
  "watermarks",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    /** All changes up to this time of Planhat's clock have landed; null if the records have no usable time. */
    watermark: instant(),
    /** When the first pass with this watermark ended, by our clock. */
    seenAt: instant(),
    /** When the last complete pass began, by our clock; null if its list was not in order. */
    readAt: instant(),
    /** When the last complete full pass began, by our clock. */
    fullAt: instant().notNull(),
    /** How many records the last complete full pass read. */
    records: integer(),
    /** How many rows a page can hold, so that a shorter page is the last. Null if unknown, or if it varies. */
    pageCap: integer(),
    /** A test showed that Planhat sorts this model by time, which incremental passes rely on. */
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
