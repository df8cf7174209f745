/**
 * The query for connections that need someone. The SQL for the order of severity is generated from the list in
 * `domain`.
 */
import { and, desc, eq, inArray, not, notExists, or, sql } from "drizzle-orm";
import { unionAll } from "drizzle-orm/pg-core";
import type { Need, Stage } from "@churned/domain/inbox";
import type { Wish } from "@churned/domain/plan";
import { troubledStates } from "@churned/domain/connection";
import { needsBySeverity, formatCause, stages } from "@churned/domain/inbox";
import { workingKinds } from "@churned/domain/verdict";
import type { Tx } from "../client/database.ts";
import { checks } from "../tables/check.ts";
import { literal, oneOf } from "../tables/columns.ts";
import { connections, credentials } from "../tables/connection.ts";
import { heldDeletions } from "../tables/missing-record.ts";
import { ofTenant } from "../client/tenant-filter.ts";

const arrayOf = (values: readonly string[]) => sql`array[${oneOf(values)}]`;
const needArray = arrayOf(needsBySeverity);
const stageArray = arrayOf(stages);
/** The endings that `formatCause` appends to the name of the need, in the order of the stages. */
const endingArray = arrayOf(
  stages.map((stage) => formatCause({ need: "decision", stage }).slice("decision".length)),
);
const decision = literal("decision" satisfies Need);
const tokenToConfirm = literal("token_to_confirm" satisfies Need);
const deletesHeld = literal("held_deletes" satisfies Need);
const unread = literal("unread_models" satisfies Need);
const landed = literal("landed" satisfies Stage);
const worked = literal("worked" satisfies Stage);
const neverWorked = literal("never_worked" satisfies Stage);
const required = literal("required" satisfies Wish);

/** The condition that a required model could not be read. */
const isUnread = sql`(${connections.unreadSince} is not null and exists (
  select from unnest(${connections.unreadModels}) as m where ${connections.plan} ->> m = ${required}))`;

/**
 * Connections that need someone, with the need and since when. The need follows from the state of the connection. A
 * working connection needs someone in three cases: a required model could not be read, missing records wait for an
 * operator's answer, or a newer token waits for a confirmation. Each connection appears once, with its most severe
 * need.
 */
export function selectTroubles(tx: Tx) {
  const latest = tx.orm
    .select({ verdict: checks.verdict })
    .from(checks)
    .where(eq(checks.credentialId, credentials.id))
    .orderBy(desc(checks.id))
    .limit(1)
    .as("latest");
  // Computed in this query, so that the connections are read only once. A connection in the state `connected` works by
  // definition.
  const hasWorked = or(
    eq(connections.state, "connected"),
    inArray(connections.verdict, [...workingKinds]),
    // A scalar subquery is used here. With `exists`, PostgreSQL may read the credentials of all connections.
    sql`(select true from ${credentials} where ${credentials.connectionId} = ${connections.id} and ${credentials.promotedAt} is not null limit 1)`,
  );
  const stage =
    sql<Stage>`case when ${connections.lastSeq} > 0 then ${landed} when ${hasWorked} then ${worked} else ${neverWorked} end`.as(
      "stage",
    );
  const byState = tx.orm
    .select({
      id: connections.id,
      // The same rule as `needOf`; a test compares the two.
      need: sql<string>`case when ${connections.verdict} is null or ${connections.verdict} in (${oneOf(workingKinds)}) then ${decision} else ${connections.verdict} end`.as(
        "need",
      ),
      since: connections.stateSince,
      stage,
    })
    .from(connections)
    .where(
      and(inArray(connections.state, [...troubledStates]), ofTenant(tx, connections.tenantId)),
    );
  const byToken = tx.orm
    .select({
      id: connections.id,
      need: sql<string>`${tokenToConfirm}`.as("need"),
      since: credentials.createdAt,
      stage,
    })
    .from(credentials)
    .innerJoinLateral(latest, eq(latest.verdict, "different_planhat"))
    .innerJoin(connections, eq(connections.id, credentials.connectionId))
    .where(
      and(
        eq(credentials.slot, "candidate"),
        eq(connections.state, "connected"),
        not(isUnread),
        notExists(
          tx.orm
            .select({ id: heldDeletions.id })
            .from(heldDeletions)
            .where(
              and(
                eq(heldDeletions.connectionId, connections.id),
                eq(heldDeletions.state, "waiting"),
              ),
            ),
        ),
        ofTenant(tx, credentials.tenantId),
      ),
    );
  const byDeletes = tx.orm
    .select({
      id: connections.id,
      need: sql<string>`${deletesHeld}`.as("need"),
      since: heldDeletions.createdAt,
      stage,
    })
    .from(heldDeletions)
    .innerJoin(connections, eq(connections.id, heldDeletions.connectionId))
    .where(
      and(
        eq(heldDeletions.state, "waiting"),
        eq(connections.state, "connected"),
        not(isUnread),
        ofTenant(tx, heldDeletions.tenantId),
      ),
    );
  const byUnread = tx.orm
    .select({
      id: connections.id,
      need: sql<string>`${unread}`.as("need"),
      since: sql<Date>`${connections.unreadSince}`.mapWith(connections.stateSince).as("since"),
      stage,
    })
    .from(connections)
    .where(and(eq(connections.state, "connected"), isUnread, ofTenant(tx, connections.tenantId)));
  return unionAll(byState, byToken, byDeletes, byUnread).as("troubles");
}
export type Troubles = ReturnType<typeof selectTroubles>;

// The same rules as `severityRank` and `formatCause`; a test compares both versions.
export const rankOf = ({ need, stage }: Troubles) =>
  sql<number>`(array_position(${needArray}, ${need}) + ${sql.raw(String(needsBySeverity.length))} * (array_position(${stageArray}, ${stage}) - 1))`.mapWith(
    Number,
  );
export const causeOf = ({ need, stage }: Troubles) =>
  sql<string>`(${need} || (${endingArray})[array_position(${stageArray}, ${stage})])`;
