/** The inbox: connections that need someone, the most severe first, with their triage (assignee, snooze and notes). */
import type { SQL } from "drizzle-orm";
import { and, asc, count, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { VerdictKind } from "@churned/domain/verdict";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { users } from "../tables/auth.ts";
import { checks } from "../tables/check.ts";
import { triages, triageNotes } from "../tables/inbox.ts";
import { newestFirst } from "../client/newest-first.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { CheckRow } from "../check/checks.ts";
import type { ConnectionView } from "../connection/connection-views.ts";
import { findConnections } from "../connection/connection-views.ts";
import type { Troubles } from "./troubles.ts";
import { causeOf, rankOf, selectTroubles } from "./troubles.ts";

/** The triage of an inbox item. */
export interface Triage {
  readonly assignee: { readonly id: string; readonly name: string } | null;
  /** A time in the future; null if the item is not snoozed for its current cause. */
  readonly snoozedUntil: Date | null;
  readonly notes: number;
}

export interface InboxRow extends Triage {
  readonly connection: ConnectionView;
  /** The rank of the item's cause by severity; see `causeOfRank`. */
  readonly rank: number;
  readonly since: Date;
}

/** The rank of a cause, and the number of inbox items with this cause. */
export interface CauseCount {
  readonly rank: number;
  readonly count: number;
}

const isAwake = (troubles: Troubles, now: Date): SQL | undefined =>
  or(
    isNull(triages.snoozedUntil),
    lte(triages.snoozedUntil, now),
    sql`${triages.snoozedCause} is distinct from ${causeOf(troubles)}`,
  );

export interface InboxFilter {
  readonly now: Date;
  readonly withSnoozed: boolean;
  /** If set, only the items of this assignee. */
  readonly assigneeId?: string | undefined;
}

function matches(
  troubles: Troubles,
  { now, withSnoozed, assigneeId }: InboxFilter,
): SQL | undefined {
  return and(
    withSnoozed ? undefined : isAwake(troubles, now),
    assigneeId === undefined ? undefined : eq(triages.assigneeId, assigneeId),
  );
}

/** The number of inbox items for each cause, the most severe cause first. */
export async function countCauses(tx: Tx, filter: InboxFilter): Promise<CauseCount[]> {
  const troubles = selectTroubles(tx);
  return await tx.orm
    .select({ rank: rankOf(troubles), count: count() })
    .from(troubles)
    .leftJoin(triages, eq(triages.connectionId, troubles.id))
    .where(matches(troubles, filter))
    .groupBy(sql`1`)
    .orderBy(sql`1`);
}

/** Inbox items, the most severe first; within a cause, the oldest first. */
export async function listInboxItemRows(
  tx: Tx,
  request: PageRequest & InboxFilter,
): Promise<PageOf<InboxRow>> {
  const cursor = readCursor(request.cursor, "severity");
  const [atRank = "", since = ""] = cursor?.key.split(/ (.*)/) ?? [];
  const troubles = selectTroubles(tx);
  const rank = rankOf(troubles);
  const after =
    cursor &&
    sql`(${rank}, ${troubles.since}, ${troubles.id}) > (${atRank}::integer, ${since}::timestamptz, ${cursor.id}::uuid)`;
  const keys = await tx.orm
    .select({ id: troubles.id, rank, since: sql<string>`${troubles.since}::text` })
    .from(troubles)
    .leftJoin(triages, eq(triages.connectionId, troubles.id))
    .where(and(matches(troubles, request), after))
    .orderBy(asc(rank), asc(troubles.since), asc(troubles.id))
    .limit(request.limit + 1);
  const items = new Map(
    (
      await readInboxItems(
        tx,
        keys.map(({ id }) => id),
        request.now,
      )
    ).map((row) => [row.connection.id, row]),
  );
  const rows = keys.flatMap((key) => {
    const row = items.get(key.id);
    return row === undefined ? [] : [{ key, row }];
  });
  return makePage(
    rows,
    request.limit,
    ({ key }) => ({ key: `${key.rank} ${key.since}`, id: key.id }),
    ({ row }) => row,
  );
}

/** The inbox item of a connection; undefined if the connection needs nobody. */
export async function findInboxItem(
  tx: Tx,
  connectionId: string,
  now: Date,
): Promise<InboxRow | undefined> {
  return (await readInboxItems(tx, [connectionId], now))[0];
}

/** The inbox items of these connections, in no particular order. */
async function readInboxItems(tx: Tx, ids: readonly string[], now: Date): Promise<InboxRow[]> {
  if (ids.length === 0) return [];
  const troubles = selectTroubles(tx);
  const noted = tx.orm
    .select({ connectionId: triageNotes.connectionId, notes: count().as("notes") })
    .from(triageNotes)
    .where(inArray(triageNotes.connectionId, [...ids]))
    .groupBy(triageNotes.connectionId)
    .as("noted");
  const rows = await tx.orm
    .select({
      id: troubles.id,
      rank: rankOf(troubles),
      since: troubles.since,
      assigneeId: users.id,
      assigneeName: users.name,
      snoozedUntil: triages.snoozedUntil,
      isAwake: sql<boolean>`${isAwake(troubles, now)}`,
      notes: sql<number>`coalesce(${noted.notes}, 0)`.mapWith(Number),
    })
    .from(troubles)
    .leftJoin(triages, eq(triages.connectionId, troubles.id))
    .leftJoin(users, eq(users.id, triages.assigneeId))
    .leftJoin(noted, eq(noted.connectionId, troubles.id))
    .where(inArray(troubles.id, [...ids]));
  const views = new Map((await findConnections(tx, ids)).map((view) => [view.id, view]));
  return rows.flatMap(({ id, assigneeId, assigneeName, snoozedUntil, ...row }) => {
    const connection = views.get(id);
    if (connection === undefined) return [];
    const assignee =
      assigneeId === null || assigneeName === null ? null : { id: assigneeId, name: assigneeName };
    const { rank, since, notes } = row;
    return [
      { connection, rank, since, notes, assignee, snoozedUntil: row.isAwake ? null : snoozedUntil },
    ];
  });
}

/** The latest check of a connection that ended with this verdict. */
export async function findCheckThatFound(
  tx: Tx,
  connectionId: string,
  verdict: VerdictKind,
): Promise<CheckRow | undefined> {
  const { isOf, order } = newestFirst(tx, checks, connectionId);
  const [row] = await tx.orm
    .select()
    .from(checks)
    .where(and(isOf, eq(checks.verdict, verdict), ofTenant(tx, checks.tenantId)))
    .orderBy(...order)
    .limit(1);
  return row;
}
