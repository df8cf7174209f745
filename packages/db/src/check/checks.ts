/** Reads checks: one check by its id, the latest check of a credential, or all checks of a connection. */
import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { CheckTrigger } from "@churned/domain/check";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePageById, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { endWithThisTurn } from "../client/database.ts";
import { checks } from "../tables/check.ts";
import { credentials } from "../tables/connection.ts";
import type { Given } from "../client/prepared.ts";
import { prepared } from "../client/prepared.ts";
import { newestFirst } from "../client/newest-first.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { ProbeRow } from "./probes.ts";
import { listProbes } from "./probes.ts";

export type CheckRow = typeof checks.$inferSelect;
/** A check with the probes (results by model) so far, in no particular order. */
export interface CheckView extends CheckRow {
  readonly probes: readonly ProbeRow[];
}

const findById = prepared((orm, given: Given<"id">, ofTenantOfTx) =>
  orm
    .select()
    .from(checks)
    .where(and(eq(checks.id, given("id")), ofTenantOfTx(checks.tenantId))),
);

export async function findCheck(tx: Tx, id: string): Promise<CheckView | undefined> {
  const [[row], found] = await Promise.all([findById(tx, { id }), listProbes(tx, [id])]);
  return row && { ...row, probes: found };
}

/** The latest check of a credential. With `trigger`, the latest check that was made for this reason. */
export async function findLatestCheckOf(
  tx: Tx,
  credentialId: string,
  trigger?: CheckTrigger,
): Promise<CheckRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(checks)
    .where(
      and(
        eq(checks.credentialId, credentialId),
        trigger && eq(checks.trigger, trigger),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .orderBy(desc(checks.id))
    .limit(1);
  return row;
}

/** A credential with its latest check. */
export interface TestedCredential {
  readonly id: string;
  readonly connectionId: string;
  readonly slot: "candidate" | "active" | "retiring" | null;
  readonly latest: Pick<
    CheckRow,
    "id" | "state" | "verdict" | "verdictDetail" | "doneAt" | "namedHost"
  > | null;
}

/**
 * The candidate and active credentials of connections, each with its latest check. A candidate is a saved token that no
 * check has proven yet.
 */
export async function listTestedCredentials(
  tx: Tx,
  connectionIds: readonly string[],
): Promise<TestedCredential[]> {
  if (connectionIds.length === 0) return [];
  const latest = tx.orm
    .select({
      id: checks.id,
      state: checks.state,
      verdict: checks.verdict,
      verdictDetail: checks.verdictDetail,
      doneAt: checks.doneAt,
      namedHost: checks.namedHost,
    })
    .from(checks)
    .where(eq(checks.credentialId, credentials.id))
    .orderBy(desc(checks.id))
    .limit(1)
    .as("latest");
  const rows = await tx.orm
    .select({
      id: credentials.id,
      connectionId: credentials.connectionId,
      slot: credentials.slot,
      checkId: latest.id,
      state: latest.state,
      verdict: latest.verdict,
      verdictDetail: latest.verdictDetail,
      doneAt: latest.doneAt,
      namedHost: latest.namedHost,
    })
    .from(credentials)
    .leftJoinLateral(latest, sql`true`)
    .where(
      and(
        inArray(credentials.connectionId, [...connectionIds]),
        inArray(credentials.slot, ["candidate", "active"]),
        ofTenant(tx, credentials.tenantId),
      ),
    );
  return rows.map(
    ({ checkId, state, verdict, verdictDetail, doneAt, namedHost, ...credential }) => ({
      ...credential,
      latest:
        checkId === null || state === null
          ? null
          : { id: checkId, state, verdict, verdictDetail, doneAt, namedHost },
    }),
  );
}

/** A connection's checks, newest first: the last question of its transaction. */
export async function listCheckRows(
  tx: Tx,
  request: PageRequest & { readonly connectionId: string },
): Promise<PageOf<CheckView>> {
  const cursor = readCursor(request.cursor, "id");
  const { isOf, order } = newestFirst(tx, checks, request.connectionId);
  const rows = await tx.orm
    .select()
    .from(checks)
    .where(and(isOf, cursor && lt(checks.id, cursor.id), ofTenant(tx, checks.tenantId)))
    .orderBy(...order)
    .limit(request.limit + 1);
  const page = makePageById(rows, request.limit);
  endWithThisTurn(tx);
  const found = await listProbes(
    tx,
    page.items.map(({ id }) => id),
  );
  const byCheck = Map.groupBy(found, ({ checkId }) => checkId);
  return {
    ...page,
    items: page.items.map((row) => ({ ...row, probes: byCheck.get(row.id) ?? [] })),
  };
}
