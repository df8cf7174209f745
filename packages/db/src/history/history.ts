import type { SQL } from "drizzle-orm";
import { and, desc, eq, lt, sql } from "drizzle-orm";
import type { TimelineFact } from "@churned/domain/history";
import type { Actor, Role } from "@churned/domain/shared";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared } from "../client/prepared.ts";
import { writeJson } from "../tables/repair-values.ts";
import { users } from "../tables/auth.ts";
import { audit, timeline } from "../tables/history.ts";
import { invitations } from "../tables/invitation.ts";
import { ofTenant } from "../client/tenant-filter.ts";

function actorOf({ actor }: Tx): { actorKind: Actor["kind"]; actor: string } {
  if (actor.kind === "system") return { actorKind: "system", actor: actor.name };
  if (actor.kind === "guest") return { actorKind: "guest", actor: actor.invitationId };
  return { actorKind: actor.kind, actor: actor.userId };
}

/** A line of the timeline or the audit with its actor's name; the role is null for actors without an account. */
export type WithActor<Row> = Row & {
  readonly actorName: string | null;
  readonly actorRole: Role | null;
};

// Joins the actor's account or invitation. The actor of a line by the system is the system's name, which joins nothing.
const isActor = (
  id: typeof users.id | typeof invitations.id,
  column: typeof timeline.actor | typeof audit.actor | SQL,
) => sql`${id}::text = ${column}`;
const nameOfActor = sql<string | null>`coalesce(${users.name}, ${invitations.email})`;
/** The actor to show: the person who asked for it, even if the worker wrote the line. */
const whoActed = sql`coalesce(${timeline.fact}->>'askedBy', ${timeline.actor})`;

/** Adds a fact to a connection's timeline, with the transaction's actor. */
export function addFact(
  tx: Tx,
  connection: { readonly tenantId: string; readonly id: string },
  fact: TimelineFact,
): void {
  const { tenantId, id: connectionId } = connection;
  const line = { tenantId, connectionId, fact: writeJson(fact), ...actorOf(tx) };
  sendAlong(tx, insertFact(tx, line));
}
const factColumns = ["tenantId", "connectionId", "actorKind", "actor", "fact"] as const;
const insertFact = prepared((orm, given: Given<(typeof factColumns)[number]>) =>
  orm.insert(timeline).values(places(given, factColumns)),
);

/** Adds the same fact to the timelines of several connections. */
export function addFacts(
  tx: Tx,
  connections: readonly { readonly tenantId: string; readonly id: string }[],
  fact: TimelineFact,
): void {
  if (connections.length === 0) return;
  sendAlong(
    tx,
    tx.orm.insert(timeline).values(
      connections.map(({ tenantId, id }) => ({
        tenantId,
        connectionId: id,
        fact,
        ...actorOf(tx),
      })),
    ),
  );
}

/** Everything that happened to a connection, newest first. */
export async function listTimelineRows(
  tx: Tx,
  request: PageRequest & { readonly connectionId: string },
): Promise<PageOf<WithActor<typeof timeline.$inferSelect>>> {
  const cursor = readCursor(request.cursor, "id");
  const rows = await tx.orm
    .select({ row: timeline, actorName: nameOfActor, actorRole: users.role })
    .from(timeline)
    .leftJoin(users, isActor(users.id, whoActed))
    .leftJoin(invitations, isActor(invitations.id, timeline.actor))
    .where(
      and(
        eq(timeline.connectionId, request.connectionId),
        cursor && lt(timeline.id, cursor.id),
        ofTenant(tx, timeline.tenantId),
      ),
    )
    .orderBy(desc(timeline.id))
    .limit(request.limit + 1);
  return makePage(
    rows,
    request.limit,
    ({ row }) => ({ key: "", id: row.id }),
    ({ row, ...who }) => ({ ...row, ...who }),
  );
}

/** Adds a line to the audit, with the transaction's actor. */
export function addAudit(
  tx: Tx,
  entry: {
    readonly tenantId: string | null;
    readonly action: string;
    readonly subjectId?: string | undefined;
    readonly reason?: string | undefined;
    readonly requestId?: string | undefined;
  },
): void {
  const { tenantId, action, subjectId = null, reason = null, requestId = null } = entry;
  sendAlong(
    tx,
    insertAudit(tx, { tenantId, action, subjectId, reason, requestId, ...actorOf(tx) }),
  );
}
const auditColumns = [
  "tenantId",
  "actorKind",
  "actor",
  "action",
  "subjectId",
  "reason",
  "requestId",
] as const;
const insertAudit = prepared((orm, given: Given<(typeof auditColumns)[number]>) =>
  orm.insert(audit).values(places(given, auditColumns)),
);

/** The audit, newest first. */
export async function listAuditRows(
  tx: Tx,
  request: PageRequest,
): Promise<PageOf<WithActor<typeof audit.$inferSelect>>> {
  const cursor = readCursor(request.cursor, "id");
  const rows = await tx.orm
    .select({ row: audit, actorName: nameOfActor, actorRole: users.role })
    .from(audit)
    .leftJoin(users, isActor(users.id, audit.actor))
    .leftJoin(invitations, isActor(invitations.id, audit.actor))
    .where(and(cursor && lt(audit.id, cursor.id), ofTenant(tx, audit.tenantId)))
    .orderBy(desc(audit.id))
    .limit(request.limit + 1);
  return makePage(
    rows,
    request.limit,
    ({ row }) => ({ key: "", id: row.id }),
    ({ row, ...who }) => ({ ...row, ...who }),
  );
}
