/**
 * Connections that need someone. That they do is their state; here is the order of harm in SQL, made from the list in
 * `domain`, and what operators keep about them.
 */
import type { SQL } from "drizzle-orm";
import { and, asc, count, desc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { Need } from "@churned/domain";
import { needsByHarm, troubledStates } from "@churned/domain";
import type { PageOf, PageRequest } from "../cursor.ts";
import { makePage, readCursor } from "../cursor.ts";
import type { Tx } from "../database.ts";
import { users } from "../schema/auth.ts";
import { checks } from "../schema/checks.ts";
import { connections } from "../schema/connections.ts";
import { problemCares, problemNotes } from "../schema/problems.ts";
import { ofTenant } from "../tenant-filter.ts";
import type { CheckRow } from "./checks.ts";
import type { ConnectionView } from "./connections.ts";
import { findConnections } from "./connections.ts";

/** Who looks after a problem, and until when it may wait. */
export interface ProblemCare {
  readonly assignee: { readonly id: string; readonly name: string } | null;
  /** In the future, and for the cause that the problem has now. */
  readonly snoozedUntil: Date | null;
  readonly notes: number;
}

export interface ProblemRow extends ProblemCare {
  readonly connection: ConnectionView;
  readonly rank: number;
}

/** A cause's harm and how many have it. */
export interface CauseCount {
  readonly rank: number;
  readonly count: number;
}

const needArray = sql.raw(`array[${needsByHarm.map((need) => `'${need}'`).join(", ")}]`);
const decision: Need = "decision";
const need = sql`case when ${connections.verdict} is null or ${connections.verdict} in ('connected', 'connected_partially') then ${sql.raw(`'${decision}'`)} else ${connections.verdict} end`;
// The same as `harmRank`, which a test holds it to.
const rank = sql<number>`(array_position(${needArray}, ${need}) + case when ${connections.lastSeq} > 0 then 0 else ${sql.raw(String(needsByHarm.length))} end)`;
const cause = sql<string>`(${need} || case when ${connections.lastSeq} > 0 then '' else '.first' end)`;

const isTroubled = inArray(connections.state, [...troubledStates]);
const isAwake = (now: Date): SQL | undefined =>
  or(
    isNull(problemCares.snoozedUntil),
    lte(problemCares.snoozedUntil, now),
    sql`${problemCares.snoozedCause} is distinct from ${cause}`,
  );

export interface ProblemFilter {
  readonly now: Date;
  readonly withSnoozed: boolean;
  /** Only what this operator looks after. */
  readonly assigneeId?: string | undefined;
}

function matches(tx: Tx, { now, withSnoozed, assigneeId }: ProblemFilter): SQL | undefined {
  return and(
    isTroubled,
    ofTenant(tx, connections.tenantId),
    withSnoozed ? undefined : isAwake(now),
    assigneeId === undefined ? undefined : eq(problemCares.assigneeId, assigneeId),
  );
}

/** How many problems each cause has, the worst cause first. */
export async function countCauses(tx: Tx, filter: ProblemFilter): Promise<CauseCount[]> {
  return await tx.orm
    .select({ rank: rank.mapWith(Number).as("rank"), count: count() })
    .from(connections)
    .leftJoin(problemCares, eq(problemCares.connectionId, connections.id))
    .where(matches(tx, filter))
    .groupBy(sql`1`)
    .orderBy(sql`1`);
}

/** Problems in order of harm; within a cause the one that lasts longest first. */
export async function listProblems(
  tx: Tx,
  request: PageRequest & ProblemFilter,
): Promise<PageOf<ProblemRow>> {
  const cursor = readCursor(request.cursor, "harm");
  const [atRank = "", since = ""] = cursor?.key.split(/ (.*)/) ?? [];
  const after =
    cursor &&
    sql`(${rank}, ${connections.stateSince}, ${connections.id}) > (${atRank}::integer, ${since}::timestamptz, ${cursor.id}::uuid)`;
  const keys = await tx.orm
    .select({
      id: connections.id,
      rank: rank.mapWith(Number),
      since: sql<string>`${connections.stateSince}::text`,
    })
    .from(connections)
    .leftJoin(problemCares, eq(problemCares.connectionId, connections.id))
    .where(and(matches(tx, request), after))
    .orderBy(asc(rank), asc(connections.stateSince), asc(connections.id))
    .limit(request.limit + 1);
  const ids = keys.map(({ id }) => id);
  const views = new Map((await findConnections(tx, ids)).map((view) => [view.id, view]));
  const cares = await findCares(tx, ids, request.now);
  const rows = keys.flatMap((key) => {
    const connection = views.get(key.id);
    const care = cares.get(key.id);
    return connection === undefined || care === undefined
      ? []
      : [{ key, row: { connection, rank: key.rank, ...care } }];
  });
  return makePage(
    rows,
    request.limit,
    ({ key }) => ({ key: `${key.rank} ${key.since}`, id: key.id }),
    ({ row }) => row,
  );
}

async function findCares(
  tx: Tx,
  ids: readonly string[],
  now: Date,
): Promise<Map<string, ProblemCare>> {
  if (ids.length === 0) return new Map();
  const notes = tx.orm
    .select({ connectionId: problemNotes.connectionId, notes: count().as("notes") })
    .from(problemNotes)
    .where(inArray(problemNotes.connectionId, [...ids]))
    .groupBy(problemNotes.connectionId)
    .as("noted");
  const rows = await tx.orm
    .select({
      id: connections.id,
      assigneeId: users.id,
      assigneeName: users.name,
      snoozedUntil: problemCares.snoozedUntil,
      isAwake: sql<boolean>`${isAwake(now)}`,
      notes: sql<number>`coalesce(${notes.notes}, 0)`.mapWith(Number),
    })
    .from(connections)
    .leftJoin(problemCares, eq(problemCares.connectionId, connections.id))
    .leftJoin(users, eq(users.id, problemCares.assigneeId))
    .leftJoin(notes, eq(notes.connectionId, connections.id))
    .where(and(inArray(connections.id, [...ids]), ofTenant(tx, connections.tenantId)));
  return new Map(
    rows.map(({ id, assigneeId, assigneeName, snoozedUntil, ...row }) => [
      id,
      {
        assignee:
          assigneeId === null || assigneeName === null
            ? null
            : { id: assigneeId, name: assigneeName },
        snoozedUntil: row.isAwake ? null : snoozedUntil,
        notes: row.notes,
      },
    ]),
  );
}

/** The problem of a connection, or undefined where it needs nobody. */
export async function findProblem(
  tx: Tx,
  connectionId: string,
  now: Date,
): Promise<ProblemRow | undefined> {
  const [found] = await tx.orm
    .select({ rank: rank.mapWith(Number) })
    .from(connections)
    .where(and(eq(connections.id, connectionId), isTroubled, ofTenant(tx, connections.tenantId)));
  if (found === undefined) return undefined;
  const [connection] = await findConnections(tx, [connectionId]);
  const care = (await findCares(tx, [connectionId], now)).get(connectionId);
  if (connection === undefined || care === undefined) return undefined;
  return { connection, rank: found.rank, ...care };
}

/** The latest check of a connection that ended with its verdict. */
export async function findCheckBehind(
  tx: Tx,
  connection: Pick<ConnectionView, "id" | "verdict">,
): Promise<CheckRow | undefined> {
  if (connection.verdict === null) return undefined;
  const [row] = await tx.orm
    .select()
    .from(checks)
    .where(
      and(
        eq(checks.connectionId, connection.id),
        eq(checks.verdict, connection.verdict),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .orderBy(desc(checks.id))
    .limit(1);
  return row;
}
