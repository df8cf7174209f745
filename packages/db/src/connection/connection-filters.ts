/** The filters of the list of connections, and the number of connections that match. */
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

/**
 * The number of matches. If `isAtLeast` is true, there are more matches than `total`, because counting stops at a
 * limit.
 */
export interface BoundedTotal {
  readonly total: number;
  readonly isAtLeast: boolean;
}

/** The SQL condition of a filter; undefined if every connection matches the filter. */
export async function readFilter(
  tx: Tx,
  filter: ConnectionFilter,
): Promise<{
  readonly condition: SQL | undefined;
  /** Known without counting: more than `countedMost` match the search alone. */
  readonly isFrequent: boolean;
  /** Whether the search is the only filter. */
  readonly isSearchOnly: boolean;
}> {
  const { state, verdict, incidentId, incidentPart, q } = filter;
  const names = q === undefined ? undefined : await matchNames(tx, q);
  const others = and(
    // Values from a fixed list are constants in the SQL text. So PostgreSQL knows how rare the value is when it plans a
    // prepared statement.
    state === undefined ? undefined : sql`${connections.state} = ${literal(state)}`,
    verdict === undefined ? undefined : sql`${connections.verdict} = ${literal(verdict)}`,
    incidentId === undefined ? undefined : eq(connections.incidentId, incidentId),
    incidentPart === "failed" ? isNotNull(connections.inconclusive) : undefined,
    incidentPart === "waits" ? isNull(connections.inconclusive) : undefined,
  );
  return {
    condition: and(others, names?.condition),
    isFrequent: names?.isFrequent === true,
    isSearchOnly: others === undefined,
  };
}

/**
 * The condition of a search by name. Up to `countedMost` matches, it names their ids. If more connections match, matches
 * are so frequent that the query soon finds a page of them in the order of the list.
 */
async function matchNames(tx: Tx, q: string): Promise<{ condition: SQL; isFrequent: boolean }> {
  const { rows } = await tx.orm.execute<{ id: string }>(
    sql`select app.find_connections(${q}, ${countedMost + 1}) as id`,
  );
  const ids = sql.param(rows.map(({ id }) => id));
  if (rows.length <= countedMost)
    return { condition: sql`${connections.id} = any(${ids}::uuid[])`, isFrequent: false };
  // With a scalar subquery, PostgreSQL looks up the names connection by connection. Otherwise it may read all names for
  // the first page.
  const names = sql`(select ${connectionNames.names} from ${connectionNames} where ${connectionNames.connectionId} = ${connections.id})`;
  return { condition: sql`strpos(${names}, lower(${q})) > 0`, isFrequent: true };
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
