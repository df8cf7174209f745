import { and, asc, eq, inArray, lt, lte, sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import type { StreamState, SyncMode } from "@churned/domain/sync";
import { liveSyncStates } from "@churned/domain/sync";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePageById, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { endWithThisTurn } from "../client/database.ts";
import type { ArchivedList, Paging } from "../tables/stream.ts";
import { streams } from "../tables/stream.ts";
import { literal } from "../tables/columns.ts";
import { syncs } from "../tables/sync.ts";
import { newestFirst } from "../client/newest-first.ts";
import { ofTenant } from "../client/tenant-filter.ts";

export type SyncRow = typeof syncs.$inferSelect;
export type StreamRow = typeof streams.$inferSelect;
/** A sync with its streams, in the order in which they are read. */
export interface SyncWithStreams extends SyncRow {
  readonly streams: readonly StreamRow[];
}
/** A sync with the values that pages show. */
export interface SyncView extends SyncWithStreams {
  /**
   * When the last full sync up to and including this sync began, if it succeeded and read every list in order. Only
   * such a sync can find deleted records.
   */
  readonly lastFullAt: Date | null;
}

/** Adds the streams to syncs that follow one another in the list of one connection, newest first. */
async function withStreams(tx: Tx, rows: readonly SyncRow[]): Promise<SyncView[]> {
  const [newest] = rows;
  if (newest === undefined) return [];
  const [found, fulls] = await Promise.all([
    listStreams(
      tx,
      rows.map(({ id }) => id),
    ),
    listFulls(tx, {
      connectionId: newest.connectionId,
      until: newest.id,
      // Each full sync among the rows is one of them, and one older is needed for the rows before it.
      limit: rows.length + 1,
      isProof: true,
    }),
  ]);
  const bySync = Map.groupBy(found, ({ syncId }) => syncId);
  return rows.map((row) => ({
    ...row,
    streams: bySync.get(row.id) ?? [],
    lastFullAt: fulls.find(({ id }) => id <= row.id)?.startedAt ?? null,
  }));
}

async function listStreams(tx: Tx, syncIds: readonly string[]): Promise<StreamRow[]> {
  return await tx.orm
    .select()
    .from(streams)
    .where(and(inArray(streams.syncId, [...syncIds]), ofTenant(tx, streams.tenantId)))
    .orderBy(asc(streams.position));
}

// The latest full syncs that succeeded, newest first. With `isProof`, only full syncs that read every list in order and
// to its end.
async function listFulls(
  tx: Tx,
  of: {
    readonly connectionId: string;
    /** No sync after this one. */
    readonly until?: string;
    readonly limit: number;
    readonly isProof: boolean;
  },
) {
  // A scalar subquery, so that PostgreSQL looks at the streams of these syncs only, and not at all streams.
  const isWhole = sql`(select true from ${streams} where ${streams.syncId} = ${syncs.id}
    and (not ${streams.isOrdered} or ${streams.state} = ${literal("failed" satisfies StreamState)}) limit 1) is null`;
  const { isOf, order } = newestFirst(tx, syncs, of.connectionId);
  return await tx.orm
    .select({ id: syncs.id, startedAt: syncs.startedAt })
    .from(syncs)
    .where(
      and(
        isOf,
        of.until === undefined ? undefined : lte(syncs.id, of.until),
        // The mode is a constant in the SQL text, so that PostgreSQL can use the index of full syncs.
        sql`${syncs.mode} = ${literal("full" satisfies SyncMode)}`,
        inArray(syncs.state, ["succeeded", "succeeded_with_gaps"]),
        of.isProof ? isWhole : undefined,
        ofTenant(tx, syncs.tenantId),
      ),
    )
    .orderBy(...order)
    .limit(of.limit);
}

/** When the connection's latest successful full sync began; null if there is none. */
export async function findLastFullAt(tx: Tx, connectionId: string): Promise<Date | null> {
  const latest = { connectionId, limit: 1, isProof: false };
  return (await listFulls(tx, latest))[0]?.startedAt ?? null;
}

/** The condition of a sync that is not over. */
export const isLive = inArray(syncs.state, [...liveSyncStates]);

async function findRow(tx: Tx, id: string): Promise<SyncRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(syncs)
    .where(and(eq(syncs.id, id), ofTenant(tx, syncs.tenantId)));
  return row;
}

export async function findSync(tx: Tx, id: string): Promise<SyncView | undefined> {
  const row = await findRow(tx, id);
  return row && (await withStreams(tx, [row]))[0];
}

/** The sync with its streams. It lacks `lastFullAt`, which only the pages need. */
export async function findSyncWithStreams(
  tx: Tx,
  id: string,
): Promise<SyncWithStreams | undefined> {
  const [row, found] = await Promise.all([findRow(tx, id), listStreams(tx, [id])]);
  return row && { ...row, streams: found };
}

/** The connection's live sync; undefined if there is none. */
export async function findLiveSync(tx: Tx, connectionId: string): Promise<SyncRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(syncs)
    .where(and(eq(syncs.connectionId, connectionId), isLive, ofTenant(tx, syncs.tenantId)));
  return row;
}

/** A connection's syncs, newest first: the last question of its transaction. */
export async function listSyncRows(
  tx: Tx,
  request: PageRequest & { readonly connectionId: string },
): Promise<PageOf<SyncView>> {
  const cursor = readCursor(request.cursor, "id");
  const { isOf, order } = newestFirst(tx, syncs, request.connectionId);
  const rows = await tx.orm
    .select()
    .from(syncs)
    .where(and(isOf, cursor && lt(syncs.id, cursor.id), ofTenant(tx, syncs.tenantId)))
    .orderBy(...order)
    .limit(request.limit + 1);
  const page = makePageById(rows, request.limit);
  endWithThisTurn(tx);
  return { ...page, items: await withStreams(tx, page.items) };
}

export interface NewStream {
  readonly model: ModelName;
  readonly mode: SyncMode;
  readonly expected: number | null;
  readonly watermark: Date | null;
  readonly newest: Date | null;
  readonly paging?: Paging;
  readonly archived?: ArchivedList | null;
}

/**
 * Adds a sync with a stream for each model, in the given order. If the connection already has a live sync, returns that
 * sync instead.
 */
export async function insertSync(
  tx: Tx,
  sync: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly mode: SyncMode;
    readonly models: readonly NewStream[];
  },
): Promise<{ id: string; isNew: boolean }> {
  const { models, ...row } = sync;
  const [inserted] = await tx.orm
    .insert(syncs)
    .values(row)
    .onConflictDoNothing()
    .returning({ id: syncs.id });
  if (inserted === undefined) {
    const live = await findLiveSync(tx, sync.connectionId);
    if (live === undefined) throw new Error("The sync was neither inserted nor live.");
    return { id: live.id, isNew: false };
  }
  await tx.orm.insert(streams).values(
    models.map((stream, position) => ({
      ...stream,
      tenantId: sync.tenantId,
      syncId: inserted.id,
      position,
    })),
  );
  return { id: inserted.id, isNew: true };
}
