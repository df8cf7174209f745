import { and, asc, eq, gt, inArray, isNotNull, isNull, lt, not, or, sql } from "drizzle-orm";
import type { Accepted, ConnectionState, PlanhatIdentity } from "@churned/domain/connection";
import type { TimelineFact } from "@churned/domain/history";
import type { Plan } from "@churned/domain/plan";
import type { Verdict, VerdictKind } from "@churned/domain/verdict";
import { connectionTransitions } from "@churned/domain/connection";
import { statesBefore } from "@churned/domain/shared";
import { refusalKinds } from "@churned/domain/verdict";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, preparedBy, toDriverValues } from "../client/prepared.ts";
import { connections } from "../tables/connection.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { addFact } from "../history/history.ts";
import { endTriage } from "../triage/triage.ts";

export type ConnectionRow = typeof connections.$inferSelect;

/**
 * Reads the connection's row and locks it until the end of the transaction. Every transaction that changes the
 * credentials, checks or syncs of a connection locks this row first, so that such transactions run one after another.
 */
export async function lockConnection(tx: Tx, id: string): Promise<ConnectionRow | undefined> {
  const [row] = await lockById(tx, { id });
  return row;
}
const lockById = prepared((orm, given: Given<"id">, ofTenantOfTx) =>
  orm
    .select()
    .from(connections)
    .where(and(eq(connections.id, given("id")), ofTenantOfTx(connections.tenantId)))
    .for("update"),
);

/** Adds a connection that waits for its token. Returns its id. */
export async function insertConnection(
  tx: Tx,
  connection: { readonly tenantId: string; readonly name: string; readonly plan: Plan },
): Promise<string> {
  const [row] = await tx.orm
    .insert(connections)
    .values(connection)
    .returning({ id: connections.id });
  if (row === undefined) throw new Error("The connection was not inserted.");
  return row.id;
}

export interface ConnectionUpdate {
  readonly state: ConnectionState;
  readonly at: Date;
  readonly verdict?: Verdict | undefined;
  readonly host?: string | undefined;
  readonly checkedAt?: Date | undefined;
  readonly nextCheckAt?: Date | null | undefined;
  readonly failuresInARow?: number | undefined;
  readonly attemptsInARow?: number | undefined;
  readonly plan?: Plan | undefined;
  readonly planhat?: PlanhatIdentity | undefined;
  readonly accepted?: Accepted | undefined;
  readonly inconclusive?: VerdictKind | null | undefined;
  readonly inconclusiveHost?: string | null | undefined;
  readonly inconclusiveSince?: Date | null | undefined;
  readonly answeredAt?: Date | undefined;
  readonly checksOn?: string | undefined;
  readonly checksThatDay?: number | undefined;
  readonly incidentId?: string | null | undefined;
  readonly name?: string | undefined;
  /** The fact for the timeline. The old and the new state are added to the fact if the state changes. */
  readonly fact?: TimelineFact | undefined;
}

/**
 * Changes a connection. If the current state may not change to `state`, writes nothing and returns false. `stateSince`
 * changes only together with the state. Every change of state adds a line to the timeline: `fact`, or `state_changed`.
 * When the connection no longer needs anyone, its triage (assignee and snooze) is deleted.
 */
export async function updateConnection(
  tx: Tx,
  id: string,
  update: ConnectionUpdate,
): Promise<boolean> {
  const [changed] = await change(tx, id, update);
  if (changed === undefined) return false;
  tellChange(tx, changed, changed.from, update);
  return true;
}

/**
 * Like `updateConnection`, but sends the statements without waiting. `locked` is the connection's row, which this
 * transaction has locked and whose state it has not changed since.
 */
export function updateLocked(
  tx: Tx,
  locked: Pick<ConnectionRow, "id" | "tenantId" | "state">,
  update: ConnectionUpdate,
): boolean {
  if (!statesBefore(connectionTransitions, update.state).includes(locked.state)) return false;
  sendAlong(tx, change(tx, locked.id, update));
  tellChange(tx, locked, locked.state, update);
  return true;
}

function change(tx: Tx, id: string, update: ConnectionUpdate) {
  const { state, at, verdict, fact: _, ...rest } = update;
  const set = Object.fromEntries(
    Object.entries({
      ...rest,
      ...(verdict === undefined
        ? {}
        : {
            verdict: verdict.kind,
            verdictModels: [...verdict.models],
            verdictDetail: verdict.detail ?? null,
          }),
      ...(state === "disconnected" ? { disconnectedAt: at, nextCheckAt: null } : {}),
    }).filter(([, value]) => value !== undefined),
  );
  return changeById(tx, Object.keys(set).join(), {
    ...toDriverValues(connections, set),
    id,
    state,
    before: statesBefore(connectionTransitions, state),
    at,
  });
}

/** Adds the line to the timeline, and ends the triage if the connection no longer needs anyone. */
function tellChange(
  tx: Tx,
  connection: Pick<ConnectionRow, "id" | "tenantId">,
  from: ConnectionState,
  { state, fact }: ConnectionUpdate,
): void {
  if (from !== state)
    addFact(tx, connection, { ...(fact ?? { kind: "state_changed" }), from, to: state });
  else if (fact !== undefined) addFact(tx, connection, fact);
  const isOver = state === "connected" || state === "disconnected";
  if (from !== state && isOver) endTriage(tx, connection.id);
}

/** One prepared statement for each set of columns. Callers use only a few different sets. */
const changeById = preparedBy((columns, orm, given, ofTenantOfTx) =>
  orm
    .update(connections)
    .set({
      ...places(given, columns === "" ? [] : columns.split(",")),
      state: sql`${given("state")}`,
      stateSince: sql`case when ${connections.state} = ${given("state")} then ${connections.stateSince} else ${given("at")}::timestamptz end`,
    })
    .where(
      and(
        eq(connections.id, given("id")),
        sql`${connections.state} = any(${given("before")})`,
        ofTenantOfTx(connections.tenantId),
      ),
    )
    .returning({
      id: connections.id,
      tenantId: connections.tenantId,
      from: sql<ConnectionState>`old.state`,
    }),
);

/** Stores or clears the id of a check of a newer token: the token did not work, and an older token stays in use. */
export function setLastReplacement(tx: Tx, id: string, checkId: string | null): void {
  sendAlong(
    tx,
    tx.orm
      .update(connections)
      .set({ lastReplacementCheckId: checkId })
      .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId))),
  );
}

/** Sets when the data was last complete. Also clears the note that operators were told about late data. */
export async function setFreshAt(tx: Tx, id: string, freshAt: Date): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ freshAt, lateSaidAt: null })
    .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId)));
}

/**
 * Claims up to `limit` connections that are due for a check; the connections that have waited longest come first. The
 * claim moves their next check to `until`. Until then no other process claims them, and if this process dies, they
 * become due again at that time. Paused and disconnected connections are never due.
 */
export async function claimDueConnections(
  tx: Tx,
  request: { readonly now: Date; readonly until: Date; readonly limit: number },
): Promise<Pick<ConnectionRow, "id" | "tenantId" | "plan" | "checksOn" | "checksThatDay">[]> {
  const due = tx.orm
    .select({ id: connections.id })
    .from(connections)
    .where(and(lt(connections.nextCheckAt, request.now), ofTenant(tx, connections.tenantId)))
    .orderBy(asc(connections.nextCheckAt))
    .limit(request.limit)
    .for("update", { skipLocked: true });
  return await tx.orm
    .update(connections)
    .set({ nextCheckAt: request.until })
    .where(inArray(connections.id, due))
    .returning({
      id: connections.id,
      tenantId: connections.tenantId,
      plan: connections.plan,
      checksOn: connections.checksOn,
      checksThatDay: connections.checksThatDay,
    });
}

/**
 * The condition that the inconclusive outcome of a connection still applies. A later conclusive answer from Planhat
 * ends it. A refusal of the token is itself a conclusive answer, so a refusal always applies.
 */
export const isInconclusiveNow = sql`(${and(
  isNotNull(connections.inconclusive),
  or(
    inArray(connections.inconclusive, [...refusalKinds]),
    isNull(connections.answeredAt),
    lt(connections.answeredAt, connections.inconclusiveSince),
  ),
)})`;

/** Moves the connection's next check to `at`, unless the check is due sooner. */
export async function checkBy(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ nextCheckAt: at })
    .where(
      and(
        eq(connections.id, id),
        or(sql`${connections.nextCheckAt} is null`, gt(connections.nextCheckAt, at)),
        inArray(connections.state, ["connected", "needs_customer", "needs_operator"]),
        // Connections that failed in an incident wait: each sweep of the incident checks two members on behalf of all.
        or(isNull(connections.incidentId), not(isInconclusiveNow)),
        ofTenant(tx, connections.tenantId),
      ),
    );
}
