/**
 * The members of incidents: the connections that fail for the cause of the incident. Connections join, each sweep
 * checks two members, and all members are released at the end. Rows that a check has locked are skipped until the next
 * time, so that no deadlock can happen.
 */
import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lt, ne, or, sql } from "drizzle-orm";
import type { CrossCheck } from "@churned/domain/incident";
import type { VerdictKind } from "@churned/domain/verdict";
import { inconclusiveChecksMin, verdictsOfIncident } from "@churned/domain/incident";
import { refusalKinds } from "@churned/domain/verdict";
import type { Tx } from "../client/database.ts";
import { connections } from "../tables/connection.ts";
import { incidents } from "../tables/incident.ts";
import type { ConnectionRow } from "../connection/connections.ts";
import { isInconclusiveNow } from "../connection/connections.ts";
import type { IncidentRow } from "./incidents.ts";
import { countAccepted } from "./incidents.ts";

/** A connection that joins or leaves an incident. */
export interface Member {
  readonly id: string;
  readonly tenantId: string;
}

/** A random time between two times. */
const between = (from: Date, to: Date) =>
  sql`${from.toISOString()}::timestamptz + random() * (${to.toISOString()}::timestamptz - ${from.toISOString()}::timestamptz)`;

/**
 * Adds connections to an incident, unless they are members of an incident already. Two groups join: connections that
 * failed for the cause of the incident after `failedAfter`, and connections on its hosts that are due before
 * `dueBefore` and got no answer since the incident opened. The next check of each moves to a random time between `from`
 * and `to`.
 */
export async function joinIncident(
  tx: Tx,
  incident: Pick<IncidentRow, "id" | "host" | "kind" | "openedAt">,
  request: {
    readonly failedAfter: Date;
    readonly dueBefore: Date;
    readonly from: Date;
    readonly to: Date;
    readonly limit: number;
  },
): Promise<Member[]> {
  const { host, kind } = incident;
  const joining = tx.orm
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        isNull(connections.incidentId),
        or(
          and(
            inArray(connections.inconclusive, verdictsOfIncident(kind)),
            host === null ? undefined : eq(connections.inconclusiveHost, host),
            gt(connections.checkedAt, request.failedAfter),
          ),
          and(
            lt(connections.nextCheckAt, request.dueBefore),
            // A connection that got an answer during the incident is checked as usual, because its check can succeed.
            or(isNull(connections.answeredAt), lt(connections.answeredAt, incident.openedAt)),
            host === null
              ? undefined
              : sql`coalesce(${connections.host}, ${connections.inconclusiveHost}) = ${host}`,
          ),
        ),
        isNotNull(connections.nextCheckAt),
      ),
    )
    .limit(request.limit)
    .for("update", { skipLocked: true });
  return await tx.orm
    .update(connections)
    .set({ incidentId: incident.id, nextCheckAt: between(request.from, request.to) })
    .where(inArray(connections.id, joining))
    .returning({ id: connections.id, tenantId: connections.tenantId });
}

/**
 * The cross-check of a refusal asks: does `host` accept the token of another connection than `connectionId`? Returns
 * `accepted` if `host` accepted such a token after `since`, and `none` if no other connection on that host works.
 * Otherwise returns `sought` and makes another connection due for a check now. If `most` other connections are refused
 * already, no connection becomes due, because `most` refusals are enough to detect an incident.
 */
export async function requestCrossCheck(
  tx: Tx,
  refusal: {
    readonly connectionId: string;
    readonly host: string;
    readonly since: Date;
    readonly now: Date;
    readonly most: number;
  },
): Promise<CrossCheck> {
  const { connectionId, host, since, now, most } = refusal;
  if ((await countAccepted(tx, host, since)) > 0) return "accepted";
  const isOther = and(
    eq(connections.host, host),
    ne(connections.id, connectionId),
    eq(connections.state, "connected"),
    isNotNull(connections.nextCheckAt),
  );
  const others = tx.orm.select({ id: connections.id }).from(connections).where(isOther);
  const [refused] = await tx.orm
    .select({
      n: sql<number>`count(*)::int`,
      hasOthers: sql<boolean>`exists ${others}`,
    })
    .from(connections)
    .where(
      and(
        eq(connections.inconclusiveHost, host),
        inArray(connections.inconclusive, [...refusalKinds]),
        ne(connections.id, connectionId),
      ),
    );
  if (refused?.hasOthers !== true) return "none";
  if (refused.n >= most) return "sought";
  const longestAgo = tx.orm
    .select({ id: connections.id })
    .from(connections)
    .where(and(isOther, isNull(connections.inconclusive), isNull(connections.incidentId)))
    .orderBy(asc(connections.checkedAt))
    .limit(1)
    .for("update", { skipLocked: true });
  await tx.orm
    .update(connections)
    .set({ nextCheckAt: sql`least(${connections.nextCheckAt}, ${now.toISOString()}::timestamptz)` })
    .where(inArray(connections.id, longestAgo));
  return "sought";
}

/** The members of an incident whose last check is the oldest. */
export async function listCanaries(
  tx: Tx,
  incidentId: string,
  limit: number,
): Promise<ConnectionRow[]> {
  return await tx.orm
    .select()
    .from(connections)
    .where(and(eq(connections.incidentId, incidentId), isNotNull(connections.nextCheckAt)))
    .orderBy(asc(connections.checkedAt), asc(connections.id))
    .limit(limit);
}

/**
 * Releases the members of closed incidents. Their failures are cleared, and their next checks are spread at random over
 * `withinMs` after `from`, so that not all members are checked at once.
 */
export async function releaseMembers(
  tx: Tx,
  request: {
    readonly from: Date;
    readonly withinMs: (members: number) => number;
    readonly limit: number;
  },
): Promise<(Member & { readonly incidentId: string })[]> {
  const over = await tx.orm
    .selectDistinct({ id: incidents.id, members: incidents.connections })
    .from(connections)
    .innerJoin(incidents, eq(incidents.id, connections.incidentId))
    .where(isNotNull(incidents.closedAt));
  const released: (Member & { incidentId: string })[] = [];
  for (const { id: incidentId, members } of over) {
    const leaving = tx.orm
      .select({ id: connections.id })
      .from(connections)
      .where(eq(connections.incidentId, incidentId))
      .limit(request.limit)
      .for("update", { skipLocked: true });
    const until = new Date(request.from.getTime() + request.withinMs(members));
    const left = await tx.orm
      .update(connections)
      .set({
        incidentId: null,
        inconclusive: null,
        inconclusiveHost: null,
        inconclusiveSince: null,
        attemptsInARow: 0,
        nextCheckAt: sql`case when ${connections.nextCheckAt} is not null then ${between(request.from, until)} end`,
      })
      .where(inArray(connections.id, leaving))
      .returning({ id: connections.id, tenantId: connections.tenantId });
    released.push(...left.map((member) => ({ ...member, incidentId })));
  }
  return released;
}

/**
 * Connections outside incidents whose checks have been inconclusive for too long: `inconclusiveChecksMin` checks in a
 * row, since before the time that `since` gives for the verdict. Connections that already need someone are left out.
 */
export async function listLongInconclusive(
  tx: Tx,
  request: {
    readonly since: readonly { readonly kind: VerdictKind; readonly before: Date }[];
    readonly limit: number;
    /** If set, only this connection. */
    readonly id?: string;
  },
): Promise<ConnectionRow[]> {
  return await tx.orm
    .select()
    .from(connections)
    .where(
      and(
        or(
          ...request.since.map(({ kind, before }) =>
            and(eq(connections.inconclusive, kind), lt(connections.inconclusiveSince, before)),
          ),
        ),
        isNull(connections.incidentId),
        isInconclusiveNow,
        gte(connections.attemptsInARow, inconclusiveChecksMin),
        inArray(connections.state, ["connected", "awaiting_token"]),
        request.id === undefined ? undefined : eq(connections.id, request.id),
      ),
    )
    .limit(request.limit);
}

/** Whether another connection with the same lasting inconclusive verdict on the same host already needs an operator. */
export async function hasEscalated(
  tx: Tx,
  { inconclusive, host }: { readonly inconclusive: VerdictKind; readonly host: string | null },
): Promise<boolean> {
  const rows = await tx.orm
    .select({ id: connections.id })
    .from(connections)
    .where(
      and(
        eq(connections.inconclusive, inconclusive),
        host === null
          ? isNull(connections.inconclusiveHost)
          : eq(connections.inconclusiveHost, host),
        eq(connections.state, "needs_operator"),
        eq(connections.verdict, inconclusive),
      ),
    )
    .limit(1);
  return rows.length > 0;
}
