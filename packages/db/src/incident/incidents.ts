import { and, desc, eq, gt, gte, inArray, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { HostObservations, IncidentCause } from "@churned/domain/incident";
import type { VerdictKind } from "@churned/domain/verdict";
import { hostAcceptedKinds, isOutageKind, isRefusalKind } from "@churned/domain/incident";
import { outageKinds, refusalKinds } from "@churned/domain/verdict";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePageById, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { writeJson } from "../tables/repair-values.ts";
import { checks } from "../tables/check.ts";
import { oneOf } from "../tables/columns.ts";
import { connections } from "../tables/connection.ts";
import { incidents } from "../tables/incident.ts";

export type IncidentRow = typeof incidents.$inferSelect;

/**
 * Takes a lock until the end of the transaction. Only one transaction at a time may open, change or close incidents.
 */
export async function lockIncidents(tx: Tx): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended('churned/incidents', 0))`);
}

/** All open incidents, oldest first. */
export async function listOpenIncidents(tx: Tx): Promise<IncidentRow[]> {
  return await tx.orm
    .select()
    .from(incidents)
    .where(isNull(incidents.closedAt))
    .orderBy(incidents.id);
}

export async function findIncident(tx: Tx, id: string): Promise<IncidentRow | undefined> {
  const [row] = await tx.orm.select().from(incidents).where(eq(incidents.id, id));
  return row;
}

/** Incidents, newest first. */
export async function listIncidentRows(
  tx: Tx,
  request: PageRequest & { readonly state?: "open" | "closed" | undefined },
): Promise<PageOf<IncidentRow>> {
  const cursor = readCursor(request.cursor, "id");
  const rows = await tx.orm
    .select()
    .from(incidents)
    .where(
      and(
        request.state === "open" ? isNull(incidents.closedAt) : undefined,
        request.state === "closed" ? isNotNull(incidents.closedAt) : undefined,
        cursor && lt(incidents.id, cursor.id),
      ),
    )
    .orderBy(desc(incidents.id))
    .limit(request.limit + 1);
  return makePageById(rows, request.limit);
}

/** Opens an incident. Returns undefined if an incident is already open for this fault and host. */
export async function insertIncident(
  tx: Tx,
  incident: IncidentCause & { readonly openedAt: Date; readonly nextSweepAt: Date },
): Promise<IncidentRow | undefined> {
  const [row] = await tx.orm
    .insert(incidents)
    .values({ ...incident, sweptAt: incident.openedAt })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Changes an open incident. */
export async function updateIncident(
  tx: Tx,
  id: string,
  change: Partial<
    Pick<IncidentRow, "fault" | "host" | "closedAt" | "sweptAt" | "nextSweepAt" | "goodSweeps">
  > & {
    /** The number of connections that joined; the check of each was postponed. */
    readonly joined?: number;
  },
): Promise<void> {
  const { joined = 0, ...rest } = change;
  await tx.orm
    .update(incidents)
    .set({
      ...rest,
      connections: sql`${incidents.connections} + ${joined}`,
      checksPostponed: sql`${incidents.checksPostponed} + ${joined}`,
    })
    .where(and(eq(incidents.id, id), isNull(incidents.closedAt)));
}

const earliest = (rows: readonly { sinceMs: number }[]): string =>
  new Date(Math.min(...rows.map(({ sinceMs }) => sinceMs))).toISOString();

/**
 * The recent observations of each host: how many connections failed in their last check, and how many got an answer
 * after the first of these failures. A host without failures is included if connections got an answer there after the
 * first failure on any host. If no check failed because of an outage, only hosts that refused tokens are included.
 */
export async function observeHosts(tx: Tx, seenSince: Date): Promise<HostObservations[]> {
  const sinceText = seenSince.toISOString();
  const inconclusive = await tx.orm
    .select({
      host: connections.inconclusiveHost,
      kind: connections.inconclusive,
      failing: sql<number>`count(*)::int`,
      sinceMs: sql<number>`extract(epoch from greatest(min(${connections.inconclusiveSince}), ${sinceText}::timestamptz))::float8 * 1000`,
    })
    .from(connections)
    .leftJoin(incidents, eq(incidents.id, connections.incidentId))
    .where(
      and(
        isNotNull(connections.inconclusive),
        gt(connections.checkedAt, seenSince),
        // Leave out members of a closed incident that are not released yet: they have not been checked since the
        // incident.
        isNull(incidents.closedAt),
      ),
    )
    .groupBy(connections.inconclusiveHost, connections.inconclusive);
  const refusals = await observeRefusals(tx, inconclusive);
  const failing = inconclusive.filter(({ kind }) => isOutageKind(kind));
  if (failing.length === 0)
    return [...refusals].map(([host, observed]) => ({
      host,
      failing: {},
      working: 0,
      ...observed,
    }));
  const since = earliest(failing);
  const byHost = Map.groupBy(failing, ({ host }) => host);
  const starts = [...byHost].map(([host, rows]) => ({ host, since: earliest(rows) }));
  const answered = await tx.orm.execute<{ host: string | null; working: number }>(sql`
    select c.host, count(*)::int as working
    from ${connections} c
    left join jsonb_to_recordset(${writeJson(starts)}::jsonb) as s(host text, since timestamptz)
      on s.host = c.host
    where (c.doubt is null or c.doubt in (${oneOf(refusalKinds)})) and c.answered_at > ${since}::timestamptz
      and c.answered_at > coalesce(s.since, ${since}::timestamptz)
    group by c.host`);
  const working = new Map(answered.rows.map((row) => [row.host, row.working]));
  const total = answered.rows.reduce((sum, row) => sum + row.working, 0);
  return [...new Set([...byHost.keys(), ...working.keys(), ...refusals.keys()])].map((host) => ({
    host,
    failing: Object.fromEntries((byHost.get(host) ?? []).map((row) => [row.kind, row.failing])),
    working: host === null ? total : (working.get(host) ?? 0),
    ...(refusals.get(host) ?? { refused: {}, accepted: 0 }),
  }));
}

/**
 * For each host that recently refused tokens: how many tokens it refused, by kind, and in how many later checks it
 * accepted a token.
 */
async function observeRefusals(
  tx: Tx,
  inconclusive: readonly {
    readonly host: string | null;
    readonly kind: VerdictKind | null;
    readonly failing: number;
    readonly sinceMs: number;
  }[],
): Promise<Map<string | null, Pick<HostObservations, "refused" | "accepted">>> {
  const byHost = Map.groupBy(
    inconclusive.filter(({ kind }) => isRefusalKind(kind)),
    ({ host }) => host,
  );
  const observations = [...byHost].map(async ([host, rows]) => {
    const refused = Object.fromEntries(rows.map(({ kind, failing }) => [kind, failing]));
    const since = new Date(earliest(rows));
    const accepted = host === null ? 0 : await countAccepted(tx, host, since);
    return [host, { refused, accepted }] as const;
  });
  return new Map(await Promise.all(observations));
}

/** The number of checks after `since` in which the host accepted a token. */
export async function countAccepted(tx: Tx, host: string, since: Date): Promise<number> {
  const [row] = await tx.orm
    .select({ n: sql<number>`count(*)::int` })
    .from(checks)
    .where(
      and(
        eq(checks.host, host),
        gte(checks.doneAt, since),
        inArray(checks.verdict, [...hostAcceptedKinds]),
        // This condition lets PostgreSQL use the partial index. Checks this recent still have their requests.
        sql`${checks.requests} <> '[]'`,
      ),
    );
  return row?.n ?? 0;
}

/** The number of connections on the incident's hosts that failed, and the number that got an answer, since `since`. */
export async function observeIncident(
  tx: Tx,
  incident: Pick<IncidentRow, "host" | "kind">,
  since: Date,
): Promise<{ failing: number; working: number }> {
  const { host, kind } = incident;
  const isRefusal = isRefusalKind(kind);
  const on = (column: typeof connections.host | typeof connections.inconclusiveHost) =>
    host === null ? undefined : eq(column, host);
  const [failed] = await tx.orm
    .select({ n: sql<number>`count(*)::int` })
    .from(connections)
    .where(
      and(
        inArray(connections.inconclusive, [...(isRefusal ? refusalKinds : outageKinds)]),
        on(connections.inconclusiveHost),
        gte(connections.checkedAt, since),
      ),
    );
  if (isRefusal && host !== null)
    return { failing: failed?.n ?? 0, working: await countAccepted(tx, host, since) };
  const [answered] = await tx.orm
    .select({ n: sql<number>`count(*)::int` })
    .from(connections)
    .where(and(on(connections.host), gte(connections.answeredAt, since)));
  return { failing: failed?.n ?? 0, working: answered?.n ?? 0 };
}

/** The number of open incidents by fault. */
export async function countOpenIncidentRows(
  tx: Tx,
): Promise<{ fault: IncidentRow["fault"]; open: number }[]> {
  return await tx.orm
    .select({ fault: incidents.fault, open: sql<number>`count(*)::int` })
    .from(incidents)
    .where(isNull(incidents.closedAt))
    .groupBy(incidents.fault);
}
