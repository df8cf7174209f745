/** The filters of the list of connections, and how many connections match. */
import type { SQL } from "drizzle-orm";
import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { ConnectionState } from "@churned/domain/connection";
import { countedMost } from "@churned/domain/connection";
import type { VerdictKind } from "@churned/domain/verdict";
import type { Tx } from "../client/database.ts";
import { connectionNames } from "../tables/connection-name.ts";
import { literal } from "../tables/columns.ts";
import { connections } from "../tables/connection.ts";

export interface ConnectionFilter {
  readonly state?: ConnectionState | undefined;
  readonly verdict?: VerdictKind | undefined;
  /** If set, only the current members of this incident. */
  readonly incidentId?: string | undefined;
  /** If set, only the members whose check failed, or only the members whose check was postponed. */
  readonly incidentPart?: "failed" | "waits" | undefined;
  /** A part of the name of the connection or of its tenant. */
  readonly q?: string | undefined;
}

/** How many things match. With `isAtLeast` there are more, and `total` is as far as they were counted. */
export interface BoundedTotal {
  readonly total: number;
  readonly isAtLeast: boolean;
}

/** The condition that a filter means; undefined if it lets every connection through. */
export async function readFilter(tx: Tx, filter: ConnectionFilter): Promise<SQL | undefined> {
  const { state, verdict, incidentId, incidentPart, q } = filter;
  return and(
    // Choices from a list are constants, so that the plan of a prepared statement knows how rare one is.
    state === undefined ? undefined : sql`${connections.state} = ${literal(state)}`,
    verdict === undefined ? undefined : sql`${connections.verdict} = ${literal(verdict)}`,
    incidentId === undefined ? undefined : eq(connections.incidentId, incidentId),
    incidentPart === "failed" ? isNotNull(connections.inconclusive) : undefined,
    incidentPart === "waits" ? isNull(connections.inconclusive) : undefined,
    q === undefined ? undefined : await matchNames(tx, q),
  );
}

/**
 * How many ids a search passes on. If more connections match, so many do that the list finds a page of them soon in its
 * own order.
 */
const foundMost = 2_000;

async function matchNames(tx: Tx, q: string): Promise<SQL> {
  const { rows } = await tx.orm.execute<{ id: string }>(
    sql`select app.find_connections(${q}, ${foundMost + 1}) as id`,
  );
  if (rows.length <= foundMost)
    return sql`${connections.id} = any(${sql.param(rows.map(({ id }) => id))}::uuid[])`;
  // A scalar subquery, so that the names are looked up one by one and are not all read for the first page.
  return sql`strpos((select ${connectionNames.names} from ${connectionNames}
    where ${connectionNames.connectionId} = ${connections.id}), lower(${q})) > 0`;
}

/** Counts the connections that match, up to `countedMost`. */
export async function countMatches(tx: Tx, matches: SQL | undefined): Promise<BoundedTotal> {
  const some = tx.orm
    .select({ one: sql`1`.as("one") })
    .from(connections)
    .where(matches)
    .limit(countedMost + 1)
    .as("some");
  const [row] = await tx.orm.select({ n: sql<number>`count(*)`.mapWith(Number) }).from(some);
  const n = row?.n ?? 0;
  return { total: Math.min(n, countedMost), isAtLeast: n > countedMost };
}
