import type { SQL, SQLWrapper } from "drizzle-orm";
import { and, desc, eq, getTableColumns, lt, sql } from "drizzle-orm";
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
import { newestFirst } from "../client/newest-first.ts";
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

/** The id of the actor; null if the actor is not an id. A line that the system wrote has the system's name as its actor. */
const idOf = (actor: SQL) =>
  sql<string | null>`case when pg_input_is_valid(${actor}, 'uuid') then ${actor}::uuid end`;

/**
 * Looks up the account and the invitation of the actor of each line by key, so that the cost does not grow with the
 * number of people. The ids must be columns of the page. With row-level security, PostgreSQL does not use an index for an
 * expression, because the functions in it might leak rows that the policy hides.
 */
function findActors(
  tx: Tx,
  ids: { readonly account: SQLWrapper; readonly invitation: SQLWrapper },
) {
  const account = tx.orm
    .select({ name: users.name, role: users.role })
    .from(users)
    .where(eq(users.id, ids.account))
    .limit(1)
    .as("account");
  const invitation = tx.orm
    .select({ email: invitations.email })
    .from(invitations)
    .where(eq(invitations.id, ids.invitation))
    .limit(1)
    .as("invitation");
  const actorName = sql<string | null>`coalesce(${account.name}, ${invitation.email})`;
  return { account, invitation, columns: { actorName, actorRole: account.role } };
}

/** Adds a fact to a connection's timeline. The actor of the transaction is stored with the fact. */
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
  const { isOf, order } = newestFirst(tx, timeline, request.connectionId);
  // The actor to show is the person who asked for the action, even if the worker wrote the line.
  const page = tx.orm
    .select({
      ...getTableColumns(timeline),
      actorId: idOf(sql`coalesce(${timeline.fact}->>'askedBy', ${timeline.actor})`).as("actor_id"),
      invitationId: idOf(sql`${timeline.actor}`).as("invitation_id"),
    })
    .from(timeline)
    .where(and(isOf, cursor && lt(timeline.id, cursor.id), ofTenant(tx, timeline.tenantId)))
    .orderBy(...order)
    .limit(request.limit + 1)
    .as("page");
  const who = findActors(tx, { account: page.actorId, invitation: page.invitationId });
  const rows = await tx.orm
    .select({
      id: page.id,
      tenantId: page.tenantId,
      connectionId: page.connectionId,
      at: page.at,
      actorKind: page.actorKind,
      actor: page.actor,
      fact: page.fact,
      ...who.columns,
    })
    .from(page)
    .leftJoinLateral(who.account, sql`true`)
    .leftJoinLateral(who.invitation, sql`true`)
    .orderBy(desc(page.id));
  return makePage(
    rows,
    request.limit,
    ({ id }) => ({ key: "", id }),
    (row) => row,
  );
}

/** Adds a line to the audit. The actor of the transaction is stored with the line. */
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
  const page = tx.orm
    .select({ ...getTableColumns(audit), actorId: idOf(sql`${audit.actor}`).as("actor_id") })
    .from(audit)
    .where(and(cursor && lt(audit.id, cursor.id), ofTenant(tx, audit.tenantId)))
    .orderBy(desc(audit.id))
    .limit(request.limit + 1)
    .as("page");
  const who = findActors(tx, { account: page.actorId, invitation: page.actorId });
  const rows = await tx.orm
    .select({
      id: page.id,
      tenantId: page.tenantId,
      at: page.at,
      actorKind: page.actorKind,
      actor: page.actor,
      action: page.action,
      subjectId: page.subjectId,
      reason: page.reason,
      requestId: page.requestId,
      ...who.columns,
    })
    .from(page)
    .leftJoinLateral(who.account, sql`true`)
    .leftJoinLateral(who.invitation, sql`true`)
    .orderBy(desc(page.id));
  return makePage(
    rows,
    request.limit,
    ({ id }) => ({ key: "", id }),
    (row) => row,
  );
}
