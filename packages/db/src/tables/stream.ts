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

/** One model in a sync: its checkpoint and its counts, always committed together with the page they tell of. */
export const streams = pgTable(
  "streams",
  {
    tenantId: uuid().notNull(),
    syncId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    position: integer().notNull(),
    state: text({ enum: streamStates }).notNull().default("queued"),
    /** How it is read; an incremental one that cannot be becomes a full one, and `note` says why. */
    mode: text({ enum: syncModes }).notNull().default("full"),
    note: text(),
    /** Where the next page starts. */
    nextOffset: integer().notNull().default(0),
    /** Full: the greatest id so far, which the next page must reach back to. Incremental: the last row's id. */
    lastId: text(),
    /** Incremental: when the last row changed, which no later row may be after. */
    lastAt: instant(),
    /** Incremental: all changes before then have landed; how far back it goes. */
    watermark: instant(),
    /** Incremental: times that the newest rows were read again, because records changed while it was read. */
    round: integer().notNull().default(0),
    /** Incremental, read again: how far back, which is where the round before began. */
    roundSince: instant(),
    /** The watermark that it leaves when it succeeds: never later than when it began, by Planhat's clock. */
    newest: instant(),
    /** False where pages were not in order and no page was the whole list: then nobody knows what is missing. */
    isOrdered: boolean().notNull().default(true),
    /** What its pages have shown of how Planhat makes pages. */
    paging: json().$type<Paging>().notNull().default({}),
    /** How far its archived records are read; null where they are not asked for. */
    archived: json().$type<ArchivedList>(),
    /** Rows that the last page went back; grows until a known row is met. */
    stepBack: integer().notNull().default(0),
    /** Times that rows between two pages were missed, and read after all. */
    gaps: integer().notNull().default(0),
    /** Missing records that wait for an operator. */
    held: integer().notNull().default(0),
    fetched: integer().notNull().default(0),
    inserted: integer().notNull().default(0),
    updated: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    deleted: integer().notNull().default(0),
    skipped: integer().notNull().default(0),
    /** Landed after what PostgreSQL cannot keep was replaced. */
    repaired: integer().notNull().default(0),
    requests: integer().notNull().default(0),
    bytes: bigint({ mode: "number" }).notNull().default(0),
    expected: integer(),
    waitingFor: text(),
    /** When it is tried again; kept with `waitingFor`. */
    waitingUntil: instant(),
    /** Attempts in a row without a page that brought it further, and since when. */
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

/** A model's archived records, which its list leaves out. */
export interface ArchivedList {
  /**
   * `due`: to be asked for. `reading`; `read`: all of them. `shown`: the usual list has them. `ignored`: asked for them,
   * Planhat gives the usual list, without them. `refused`: it refuses. `failed`: they did not come whole this time.
   * `off`: operators leave them out.
   */
  readonly state: "due" | "reading" | "read" | "shown" | "ignored" | "refused" | "failed" | "off";
  /** Where the next page starts, and the id that it begins with. */
  readonly offset: number;
  readonly lastId: string | null;
  readonly records: number;
  /** What its pages have shown, and how far it went back: as of a stream. */
  readonly isOrdered?: boolean;
  readonly stepBack?: number;
  readonly paging?: Paging;
  /** Failed attempts in a row. */
  readonly attempt?: number;
  /** An earlier pass learned that this Planhat lists archived records. */
  readonly wasListed?: boolean;
  /** Records of the usual list are among its rows, so only an archived one among them tells that it shows those too. */
  readonly isMixed?: boolean;
}

/** What a stream's pages have shown. */
export interface Paging {
  /** Records that the last full pass saw. */
  readonly records?: number | null;
  /** Rows that a page of this model held in an earlier pass. */
  readonly cap?: number | null;
  /** Rows of the page before, and whether they were fewer than asked for. */
  readonly last?: number;
  readonly isShort?: boolean;
  /** The most rows that a page held as asked for, and rows of pages that Planhat cut although others followed. */
  readonly full?: number;
  readonly cut?: number;
  /** Pages that others followed had different sizes: no size of a page proves that it is the last. */
  readonly isVaried?: boolean;
  /** Planhat refused to sort: it is read in Planhat's own order. */
  readonly isSortRefused?: boolean;
  /** Planhat did not list it by time in this pass. */
  readonly isTimeRefused?: boolean;
  /** Planhat was seen to sort by time: asked for the oldest row, it gave one. */
  readonly isSortProven?: boolean;
  /** Until that is asked: when the first and the last row of a page changed that would end the pass. */
  readonly unproven?: { readonly headAt: string; readonly tailAt: string };
  /** It was asked, and not shown. */
  readonly isOrderUnproven?: boolean;
  /** The page held the overlapping row alone; by ids it is asked whether there are more. */
  readonly isAlone?: boolean;
  /** The page before was the first, and may be the whole list. */
  readonly mayBeWhole?: boolean;
  /** The pages before showed that the first one is the whole list. */
  readonly isOnePage?: boolean;
  /** Pages in a row that were the same one again. */
  readonly repeats?: number;
  /** After a page of one row there was none. */
  readonly wasEmpty?: boolean;
}

/** How far each model of a connection was read: what an incremental pass starts from. */
export const watermarks = pgTable(
  "watermarks",
  {
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    /** All changes up to then, by Planhat's clock, have landed; null where its records carry no usable time. */
    watermark: instant(),
    /** When a pass that saw this watermark first was over, by our clock. */
    seenAt: instant(),
    /** When the last complete pass began, by ours; null where its list came in no order. */
    readAt: instant(),
    /** When the last complete full pass began, by ours, */
    fullAt: instant().notNull(),
    /** and how many records it saw. */
    records: integer(),
    /** Rows that one page held: a page with fewer is the last. Null where that is not known, or not always so. */
    pageCap: integer(),
    /** Planhat was seen to sort this model by time, which is what an incremental pass rests on. */
    isSortProven: boolean().notNull().default(false),
    /** What was learned of how this Planhat lists archived records; null where it is not known. */
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
