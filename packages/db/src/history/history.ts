import { and, desc, getTableColumns, lt, sql } from "drizzle-orm";
import type { TimelineFact } from "@churned/domain/history";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePageById, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared } from "../client/prepared.ts";
import { writeJson } from "../tables/repair-values.ts";
import { timeline } from "../tables/history.ts";
import { newestFirst } from "../client/newest-first.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { actorOf, findActors, idOf, type WithActor } from "./actors.ts";

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
  return makePageById(rows, request.limit);
}
