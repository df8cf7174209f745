import { and, desc, eq, gt, gte, isNotNull, isNull, lt, sql } from "drizzle-orm";
import type { HostSight, IncidentCause, IncidentKind } from "@churned/domain";
import { isIncidentKind } from "@churned/domain";
import type { PageOf, PageRequest } from "../cursor.ts";
import { makePage, readCursor } from "../cursor.ts";
import type { Tx } from "../database.ts";
import { connections } from "../schema/connections.ts";
import { incidents } from "../schema/incidents.ts";

export type IncidentRow = typeof incidents.$inferSelect;

/** Makes the transaction the only one that opens, changes or closes incidents, until its end. */
export async function lockIncidents(tx: Tx): Promise<void> {
  await tx.orm.execute(sql`select pg_advisory_xact_lock(hashtextextended('churned/incidents', 0))`);
}

/** All that are open, oldest first. */
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
export async function listIncidents(
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
  return makePage(
    rows,
    request.limit,
    ({ id }) => ({ key: "", id }),
    (row) => row,
  );
}

/** Opens an incident, or finds that one is open for the fault and host: then undefined. */
export async function insertIncident(
  tx: Tx,
  incident: IncidentCause & { readonly openedAt: Date; readonly nextLookAt: Date },
): Promise<IncidentRow | undefined> {
  const [row] = await tx.orm
    .insert(incidents)
    .values({ ...incident, lookedAt: incident.openedAt })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Changes an open incident. */
export async function updateIncident(
  tx: Tx,
  id: string,
  change: Partial<
    Pick<IncidentRow, "fault" | "host" | "closedAt" | "lookedAt" | "nextLookAt" | "goodLooks">
  > & {
    /** How many connections joined, each with a check that is put off. */
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
 * What was seen lately on each host: who failed last, and who was answered since the first of these failed. Hosts on
 * which nobody failed are there too, with who was answered since anybody failed. Empty where nobody failed.
 */
export async function sightHosts(tx: Tx, seenSince: Date): Promise<HostSight[]> {
  const sinceText = seenSince.toISOString();
  const doubts = await tx.orm
    .select({
      host: connections.doubtHost,
      kind: connections.doubt,
      failing: sql<number>`count(*)::int`,
      sinceMs: sql<number>`extract(epoch from greatest(min(${connections.doubtSince}), ${sinceText}::timestamptz))::float8 * 1000`,
    })
    .from(connections)
    .leftJoin(incidents, eq(incidents.id, connections.incidentId))
    .where(
      and(
        isNotNull(connections.doubt),
        gt(connections.checkedAt, seenSince),
        // Who comes back from an incident that is over has not been seen since.
        isNull(incidents.closedAt),
      ),
    )
    .groupBy(connections.doubtHost, connections.doubt);
  const failing = doubts.filter(
    (row): row is typeof row & { kind: IncidentKind } =>
      row.kind !== null && isIncidentKind(row.kind),
  );
  if (failing.length === 0) return [];
  const since = earliest(failing);
  const byHost = Map.groupBy(failing, ({ host }) => host);
  const starts = [...byHost].map(([host, rows]) => ({ host, since: earliest(rows) }));
  const answered = await tx.orm.execute<{ host: string | null; working: number }>(sql`
    select c.host, count(*)::int as working
    from ${connections} c
    left join jsonb_to_recordset(${JSON.stringify(starts)}::jsonb) as s(host text, since timestamptz)
      on s.host = c.host
    where c.doubt is null and c.answered_at > ${since}::timestamptz
      and c.answered_at > coalesce(s.since, ${since}::timestamptz)
    group by c.host`);
  const working = new Map(answered.rows.map((row) => [row.host, row.working]));
  const total = answered.rows.reduce((sum, row) => sum + row.working, 0);
  return [...new Set([...byHost.keys(), ...working.keys()])].map((host) => ({
    host,
    failing: Object.fromEntries((byHost.get(host) ?? []).map((row) => [row.kind, row.failing])),
    working: host === null ? total : (working.get(host) ?? 0),
  }));
}

/** Of an incident's hosts: who failed and who was answered from `since` on. */
export async function sightIncident(
  tx: Tx,
  incident: Pick<IncidentRow, "host">,
  since: Date,
): Promise<{ failing: number; working: number }> {
  const on = (column: typeof connections.host | typeof connections.doubtHost) =>
    incident.host === null ? undefined : eq(column, incident.host);
  const [failed] = await tx.orm
    .select({ n: sql<number>`count(*)::int` })
    .from(connections)
    .where(
      and(
        isNotNull(connections.doubt),
        sql`${connections.doubt} <> 'throttled'`,
        on(connections.doubtHost),
        gte(connections.checkedAt, since),
      ),
    );
  const [answered] = await tx.orm
    .select({ n: sql<number>`count(*)::int` })
    .from(connections)
    .where(and(on(connections.host), gte(connections.answeredAt, since)));
  return { failing: failed?.n ?? 0, working: answered?.n ?? 0 };
}

/** How many are open, by whose fault they are. */
export async function countOpenIncidents(
  tx: Tx,
): Promise<{ fault: IncidentRow["fault"]; open: number }[]> {
  return await tx.orm
    .select({ fault: incidents.fault, open: sql<number>`count(*)::int` })
    .from(incidents)
    .where(isNull(incidents.closedAt))
    .groupBy(incidents.fault);
}
