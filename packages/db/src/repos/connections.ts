import type { SQL } from "drizzle-orm";
import { and, asc, count, desc, eq, gt, ilike, inArray, lt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type {
  Accepted,
  ConnectionState,
  Language,
  ModelName,
  Plan,
  PlanhatIdentity,
  TimelineFact,
  VerdictKind,
} from "@churned/domain";
import { statesBefore } from "@churned/domain";
import type { PageOf, PageRequest } from "../cursor.ts";
import { makePage, readCursor } from "../cursor.ts";
import type { Tx } from "../database.ts";
import { checks } from "../schema/checks.ts";
import { connections, credentials } from "../schema/connections.ts";
import { tenants } from "../schema/tenancy.ts";
import { ofTenant } from "../tenant-filter.ts";
import type { CredentialRow } from "./credentials.ts";
import { addFact } from "./history.ts";
import { endProblemCare } from "./problem-cares.ts";

/** A connection's own row. */
export type ConnectionRow = typeof connections.$inferSelect;

/** A connection with what its pages show beside its own row. */
export interface ConnectionView extends ConnectionRow {
  readonly tenantName: string;
  readonly language: Language;
  readonly lastFour: string | null;
  readonly candidateId: string | null;
  readonly candidateCheckId: string | null;
  readonly candidateVerdict: VerdictKind | null;
  /** The token before the one in use, where it may still live in Planhat. */
  readonly retiring: Pick<CredentialRow, "lastFour" | "retiredAt" | "stillWorkedAt"> | null;
  readonly lastReplacement: { readonly doneAt: Date; readonly verdict: VerdictKind } | null;
  /** Other connections with the same token, by its fingerprint; null where there are none, and for all but operators. */
  readonly sharedWith: readonly SharedWith[] | null;
}

/** A connection that has the same token as another. */
export interface SharedWith {
  readonly id: string;
  readonly name: string;
  readonly tenantName: string;
}

export type ConnectionSort =
  | "name"
  | "-name"
  | "checkedAt"
  | "-checkedAt"
  | "createdAt"
  | "-createdAt";

// By name, since the same two tables are joined again.
const sharedWith = sql<readonly SharedWith[] | null>`(
  select jsonb_agg(distinct jsonb_build_object('id', o.id, 'name', o.name, 'tenantName', t.name))
  from credentials mine
  join credentials theirs on theirs.fingerprint = mine.fingerprint and theirs.connection_id <> mine.connection_id
  join connections o on o.id = theirs.connection_id
  join tenants t on t.id = o.tenant_id
  where mine.connection_id = ${connections.id} and mine.slot is not null and theirs.slot is not null)`;

function selectViews(tx: Tx) {
  const active = alias(credentials, "active");
  const candidate = alias(credentials, "candidate");
  const worthless = alias(checks, "worthless");
  const retiring = tx.orm
    .select({
      lastFour: credentials.lastFour,
      retiredAt: credentials.retiredAt,
      stillWorkedAt: credentials.stillWorkedAt,
    })
    .from(credentials)
    .where(and(eq(credentials.connectionId, connections.id), eq(credentials.slot, "retiring")))
    .orderBy(desc(credentials.retiredAt))
    .limit(1)
    .as("retiring");
  const latest = tx.orm
    .select({ id: checks.id, verdict: checks.verdict })
    .from(checks)
    .where(eq(checks.credentialId, candidate.id))
    .orderBy(desc(checks.id))
    .limit(1)
    .as("latest");
  return tx.orm
    .select({
      connection: connections,
      tenantName: tenants.name,
      language: tenants.language,
      lastFour: active.lastFour,
      candidateId: candidate.id,
      candidateCheckId: latest.id,
      candidateVerdict: latest.verdict,
      sharedWith: tx.tenantId === null ? sharedWith : sql<null>`null`,
      retiringLastFour: retiring.lastFour,
      retiredAt: retiring.retiredAt,
      stillWorkedAt: retiring.stillWorkedAt,
      worthlessAt: worthless.doneAt,
      worthlessVerdict: worthless.verdict,
    })
    .from(connections)
    .innerJoin(tenants, eq(tenants.id, connections.tenantId))
    .leftJoin(active, and(eq(active.connectionId, connections.id), eq(active.slot, "active")))
    .leftJoin(
      candidate,
      and(eq(candidate.connectionId, connections.id), eq(candidate.slot, "candidate")),
    )
    .leftJoinLateral(latest, sql`true`)
    .leftJoinLateral(retiring, sql`true`)
    .leftJoin(worthless, eq(worthless.id, connections.lastReplacementCheckId))
    .$dynamic();
}

type ViewRow = Awaited<ReturnType<typeof selectViews>>[number];
const toView = ({
  connection,
  retiringLastFour: lastFour,
  retiredAt,
  stillWorkedAt,
  worthlessAt: doneAt,
  worthlessVerdict: verdict,
  ...rest
}: ViewRow): ConnectionView => ({
  ...connection,
  ...rest,
  retiring: retiredAt === null ? null : { lastFour, retiredAt, stillWorkedAt },
  lastReplacement: doneAt === null || verdict === null ? null : { doneAt, verdict },
});

/** The connection, or undefined where there is none that may be seen. */
export async function findConnection(tx: Tx, id: string): Promise<ConnectionView | undefined> {
  const [row] = await selectViews(tx).where(
    and(eq(connections.id, id), ofTenant(tx, connections.tenantId)),
  );
  return row === undefined ? undefined : toView(row);
}

/** The connections of these ids that may be seen, in no particular order. */
export async function findConnections(tx: Tx, ids: readonly string[]): Promise<ConnectionView[]> {
  if (ids.length === 0) return [];
  const rows = await selectViews(tx).where(
    and(inArray(connections.id, [...ids]), ofTenant(tx, connections.tenantId)),
  );
  return rows.map(toView);
}

/**
 * The connection's row, locked until the end of the transaction. Whoever changes what a connection has (its
 * credentials, checks, syncs) locks it first, so such changes come one after another.
 */
export async function lockConnection(tx: Tx, id: string): Promise<ConnectionRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(connections)
    .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId)))
    .for("update");
  return row;
}

/** The connection's own row. */
export async function findConnectionRow(tx: Tx, id: string): Promise<ConnectionRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(connections)
    .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId)));
  return row;
}

const sortKeys = {
  name: sql<string>`${connections.name}`,
  checkedAt: sql<string>`coalesce(${connections.checkedAt}, 'epoch'::timestamptz)::text`,
  createdAt: sql<string>`${connections.createdAt}::text`,
} as const;

const sortExpressions: Record<keyof typeof sortKeys, { column: SQL; cast: SQL }> = {
  name: { column: sql`${connections.name}`, cast: sql`text` },
  checkedAt: {
    column: sql`coalesce(${connections.checkedAt}, 'epoch'::timestamptz)`,
    cast: sql`timestamptz`,
  },
  createdAt: { column: sql`${connections.createdAt}`, cast: sql`timestamptz` },
};

/** Connections in a stable order (`sort`, then id), with the count of all that match. */
export async function listConnections(
  tx: Tx,
  request: PageRequest & {
    readonly state?: ConnectionState | undefined;
    readonly verdict?: VerdictKind | undefined;
    readonly q?: string | undefined;
    readonly sort: ConnectionSort;
  },
): Promise<PageOf<ConnectionView> & { total: number }> {
  const isDescending = request.sort.startsWith("-");
  const name = (isDescending ? request.sort.slice(1) : request.sort) as keyof typeof sortKeys;
  const { column, cast } = sortExpressions[name];
  const pattern = `%${(request.q ?? "").replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const matches = and(
    ofTenant(tx, connections.tenantId),
    request.state === undefined ? undefined : eq(connections.state, request.state),
    request.verdict === undefined ? undefined : eq(connections.verdict, request.verdict),
    request.q === undefined
      ? undefined
      : or(ilike(connections.name, pattern), ilike(tenants.name, pattern)),
  );
  const cursor = readCursor(request.cursor, name === "name" ? "text" : "instant");
  const after =
    cursor &&
    sql`(${column}, ${connections.id}) ${isDescending ? sql`<` : sql`>`} (${cursor.key}::${cast}, ${cursor.id}::uuid)`;
  const order = isDescending ? desc : asc;

  const page = tx.orm.$with("page").as(
    tx.orm
      .select({ id: connections.id, key: sortKeys[name].as("key") })
      .from(connections)
      .innerJoin(tenants, eq(tenants.id, connections.tenantId))
      .where(and(matches, after))
      .orderBy(order(column), order(connections.id))
      .limit(request.limit + 1),
  );
  const keys = await tx.orm.with(page).select().from(page);
  const found = await findConnections(
    tx,
    keys.map(({ id }) => id),
  );
  const views = new Map(found.map((view) => [view.id, view]));
  const [counted] = await tx.orm
    .select({ total: count() })
    .from(connections)
    .innerJoin(tenants, eq(tenants.id, connections.tenantId))
    .where(matches);
  const rows = keys.flatMap((key) => {
    const view = views.get(key.id);
    return view === undefined ? [] : [{ key: key.key, view }];
  });
  return {
    ...makePage(
      rows,
      request.limit,
      ({ key, view }) => ({ key, id: view.id }),
      ({ view }) => view,
    ),
    total: counted?.total ?? 0,
  };
}

/** Adds a connection that waits for its token. */
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
  readonly verdict?:
    | { readonly kind: VerdictKind; readonly models: readonly ModelName[] }
    | undefined;
  readonly host?: string | undefined;
  readonly checkedAt?: Date | undefined;
  readonly nextCheckAt?: Date | null | undefined;
  readonly failuresInARow?: number | undefined;
  readonly attemptsInARow?: number | undefined;
  readonly planhat?: PlanhatIdentity | undefined;
  readonly accepted?: Accepted | undefined;
  readonly doubt?: VerdictKind | null | undefined;
  readonly doubtHost?: string | null | undefined;
  readonly doubtSince?: Date | null | undefined;
  readonly answeredAt?: Date | undefined;
  readonly checksOn?: string | undefined;
  readonly checksThatDay?: number | undefined;
  readonly incidentId?: string | null | undefined;
  readonly name?: string | undefined;
  /** What is written on the timeline, with the states where they change. */
  readonly fact?: TimelineFact | undefined;
}

/**
 * Changes a connection, where its state may become `state`; false, and nothing is written, where that is not a legal
 * transition (any more). `stateSince` moves only when the state does, and no state changes without a line on the
 * timeline: `fact`, or one that says just that. Once it needs nobody any more, who looked after it is forgotten.
 */
export async function updateConnection(
  tx: Tx,
  id: string,
  update: ConnectionUpdate,
): Promise<boolean> {
  const { state, at, verdict, fact, ...rest } = update;
  const [changed] = await tx.orm
    .update(connections)
    .set({
      ...rest,
      ...(verdict === undefined
        ? {}
        : { verdict: verdict.kind, verdictModels: [...verdict.models] }),
      ...(state === "disconnected" ? { disconnectedAt: at, nextCheckAt: null } : {}),
      state,
      stateSince: sql`case when ${connections.state} = ${state} then ${connections.stateSince} else ${at.toISOString()}::timestamptz end`,
    })
    .where(
      and(
        eq(connections.id, id),
        inArray(connections.state, statesBefore(state)),
        ofTenant(tx, connections.tenantId),
      ),
    )
    .returning({
      id: connections.id,
      tenantId: connections.tenantId,
      from: sql<ConnectionState>`old.state`,
    });
  if (changed === undefined) return false;
  const { from } = changed;
  if (from !== state)
    await addFact(tx, changed, { ...(fact ?? { kind: "state_changed" }), from, to: state });
  else if (fact !== undefined) await addFact(tx, changed, fact);
  const isOver = state === "connected" || state === "disconnected";
  if (from !== state && isOver) await endProblemCare(tx, id);
  return true;
}

/** Remembers, or forgets, the check of a newer token that was worthless while an older one is in use. */
export async function setLastReplacement(
  tx: Tx,
  id: string,
  checkId: string | null,
): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ lastReplacementCheckId: checkId })
    .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId)));
}

/** When the data was last complete; what was said of its being late is over. */
export async function setFreshAt(tx: Tx, id: string, freshAt: Date): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ freshAt, lateSaidAt: null })
    .where(and(eq(connections.id, id), ofTenant(tx, connections.tenantId)));
}

/**
 * Takes up to `limit` connections that are due for a check, the longest due first, and moves each to `until`, so that
 * no other process takes it and a lost one comes back. Paused and disconnected ones are never due.
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

/** Asks for a check of the connection at `at`, or sooner where one is due sooner. */
export async function checkBy(tx: Tx, id: string, at: Date): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ nextCheckAt: at })
    .where(
      and(
        eq(connections.id, id),
        or(sql`${connections.nextCheckAt} is null`, gt(connections.nextCheckAt, at)),
        inArray(connections.state, ["connected", "needs_customer", "needs_operator"]),
        ofTenant(tx, connections.tenantId),
      ),
    );
}
