/**
 * Reads connections with the columns that pages show: one connection, or several by their ids. connection-list.ts has
 * the list.
 */
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Language } from "@churned/domain/shared";
import type { VerdictKind } from "@churned/domain/verdict";
import type { Tx } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { prepared } from "../client/prepared.ts";
import { checks } from "../tables/check.ts";
import { connections, credentials } from "../tables/connection.ts";
import { tenants } from "../tables/tenant.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { ConnectionRow } from "./connections.ts";
import type { CredentialRow } from "../token/credentials.ts";

/** A connection's row with the other columns that its pages show. */
export interface ConnectionView extends ConnectionRow {
  readonly tenantName: string;
  readonly language: Language;
  readonly lastFour: string | null;
  /** When a token of this connection first worked; null if no token has worked yet. */
  readonly workedSince: Date | null;
  readonly candidateId: string | null;
  readonly candidateCheckId: string | null;
  readonly candidateVerdict: VerdictKind | null;
  /** The replaced token, as long as it may still be valid in Planhat. */
  readonly retiring: Pick<CredentialRow, "lastFour" | "retiredAt" | "stillWorkedAt"> | null;
  readonly lastReplacement: { readonly doneAt: Date; readonly verdict: VerdictKind } | null;
  /**
   * Other connections with the same token, found by the token's fingerprint (keyed hash). Null if there are none, and
   * always null for customers.
   */
  readonly sharedWith: readonly SharedWith[] | null;
}

/** A connection that has the same token as another connection. */
export interface SharedWith {
  readonly id: string;
  readonly name: string;
  readonly tenantName: string;
}

// Written as SQL with aliases, because the outer query also joins these tables.
const sharedWith = sql<readonly SharedWith[] | null>`(
  select jsonb_agg(distinct jsonb_build_object('id', o.id, 'name', o.name, 'tenantName', t.name))
  from credentials mine
  join credentials theirs on theirs.fingerprint = mine.fingerprint and theirs.connection_id <> mine.connection_id
  join connections o on o.id = theirs.connection_id
  join tenants t on t.id = o.tenant_id
  where mine.connection_id = ${connections.id} and mine.slot is not null and theirs.slot is not null)`;

const workedSince = sql<Date | null>`(
  select min(worked.promoted_at) from credentials worked where worked.connection_id = ${connections.id})`.mapWith(
  credentials.promotedAt,
);

/** Selects the columns of views; the caller adds the conditions and the order. `toView` converts each row. */
export function selectViews(orm: Pick<Tx["orm"], "select">, seesAll: boolean) {
  const active = alias(credentials, "active");
  const candidate = alias(credentials, "candidate");
  const worthless = alias(checks, "worthless");
  const retiring = orm
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
  const latest = orm
    .select({ id: checks.id, verdict: checks.verdict })
    .from(checks)
    .where(eq(checks.credentialId, candidate.id))
    .orderBy(desc(checks.id))
    .limit(1)
    .as("latest");
  return orm
    .select({
      connection: connections,
      tenantName: tenants.name,
      language: tenants.language,
      lastFour: active.lastFour,
      workedSince,
      candidateId: candidate.id,
      candidateCheckId: latest.id,
      candidateVerdict: latest.verdict,
      sharedWith: seesAll ? sharedWith : sql<null>`null`,
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
export const toView = ({
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

/** The connection; undefined if it does not exist or the transaction may not see it. */
export async function findConnection(tx: Tx, id: string): Promise<ConnectionView | undefined> {
  const [row] = await findViewById(tx, { id });
  return row === undefined ? undefined : toView(row);
}
const findViewById = prepared((orm, given: Given<"id">, ofTenantOfTx, seesAll) =>
  selectViews(orm, seesAll).where(
    and(eq(connections.id, given("id")), ofTenantOfTx(connections.tenantId)),
  ),
);

/** Whether the connection exists and the transaction may see it. */
export async function hasConnection(tx: Tx, id: string): Promise<boolean> {
  return (await findIdById(tx, { id })).length > 0;
}
const findIdById = prepared((orm, given: Given<"id">, ofTenantOfTx) =>
  orm
    .select({ id: connections.id })
    .from(connections)
    .where(and(eq(connections.id, given("id")), ofTenantOfTx(connections.tenantId))),
);

/**
 * The connections with these ids, in no particular order. Connections that the transaction may not see are left out.
 */
export async function findConnections(tx: Tx, ids: readonly string[]): Promise<ConnectionView[]> {
  if (ids.length === 0) return [];
  const rows = await selectViews(tx.orm, tx.tenantId === null).where(
    and(inArray(connections.id, [...ids]), ofTenant(tx, connections.tenantId)),
  );
  return rows.map(toView);
}
