import { and, desc, eq, inArray, lt, ne, sql } from "drizzle-orm";
import type { CheckTrigger } from "@churned/domain/check";
import type { ModelName } from "@churned/domain/plan";
import type { Gap } from "@churned/domain/verdict";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { checks, probes } from "../tables/check.ts";
import { credentials } from "../tables/connection.ts";
import type { Given } from "../client/prepared.ts";
import { places, prepared, spell } from "../client/prepared.ts";
import { ofTenant } from "../client/tenant-filter.ts";

export type CheckRow = typeof checks.$inferSelect;
export type ProbeRow = Pick<
  typeof probes.$inferSelect,
  "model" | "outcome" | "status" | "durationMs"
> & {
  /** What is missing, where it is shown only in part. */
  readonly gap: Gap | null;
};
/** A check with the probes found so far, in no particular order. */
export interface CheckView extends CheckRow {
  readonly probes: readonly ProbeRow[];
}

type FoundProbe = ProbeRow & { readonly checkId: string };

async function listProbes(tx: Tx, checkIds: readonly string[]): Promise<FoundProbe[]> {
  if (checkIds.length === 0) return [];
  const found = await listByChecks(tx, { checkIds });
  return found.map(({ detail, ...probe }) => ({
    ...probe,
    gap: detail === null ? null : (JSON.parse(detail) as Gap),
  }));
}

const listByChecks = prepared((orm, given: Given<"checkIds">, ofTenantOfTx) =>
  orm
    .select({
      checkId: probes.checkId,
      model: probes.model,
      outcome: probes.outcome,
      status: probes.status,
      durationMs: probes.durationMs,
      detail: probes.detail,
    })
    .from(probes)
    .where(
      and(
        sql`${probes.checkId} = any(${given("checkIds")}::uuid[])`,
        ofTenantOfTx(probes.tenantId),
      ),
    ),
);

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

/** The latest check of a credential; with a trigger, the latest of that kind. */
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

/** A credential that is tested, with its latest check. */
export interface TestedCredential {
  readonly id: string;
  readonly connectionId: string;
  readonly slot: "candidate" | "active" | "retiring" | null;
  readonly latest: Pick<
    CheckRow,
    "id" | "state" | "verdict" | "verdictDetail" | "doneAt" | "namedHost"
  > | null;
}

/** The candidates and active credentials of connections, with their latest checks. */
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

/** A connection's checks, newest first. */
export async function listChecks(
  tx: Tx,
  request: PageRequest & { readonly connectionId: string },
): Promise<PageOf<CheckView>> {
  const cursor = readCursor(request.cursor, "id");
  const rows = await tx.orm
    .select()
    .from(checks)
    .where(
      and(
        eq(checks.connectionId, request.connectionId),
        cursor && lt(checks.id, cursor.id),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .orderBy(desc(checks.id))
    .limit(request.limit + 1);
  const page = makePage(
    rows,
    request.limit,
    ({ id }) => ({ key: "", id }),
    (row) => row,
  );
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

/** A check to add. */
export interface NewCheck {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  readonly trigger: CheckTrigger;
  readonly models: readonly ModelName[];
  readonly namedHost?: string | undefined;
  readonly requestedBy?: string | undefined;
}

/** Adds checks in one statement. Those whose credential has an open one are left out. */
export async function insertChecks(
  tx: Tx,
  added: readonly NewCheck[],
): Promise<Pick<CheckRow, "id" | "connectionId" | "tenantId">[]> {
  if (added.length === 0) return [];
  return await tx.orm
    .insert(checks)
    .values(added.map((check) => ({ ...check, models: [...check.models] })))
    .onConflictDoNothing()
    .returning({ id: checks.id, connectionId: checks.connectionId, tenantId: checks.tenantId });
}

const addedColumns = [
  "tenantId",
  "connectionId",
  "credentialId",
  "trigger",
  "models",
  "namedHost",
  "requestedBy",
] as const;
const insertOne = prepared((orm, given: Given<(typeof addedColumns)[number]>) =>
  orm
    .insert(checks)
    .values(places(given, addedColumns))
    .onConflictDoNothing()
    .returning({ id: checks.id }),
);

/** Adds a check to be done. Where the credential has an open one, that one is returned instead: there is at most one. */
export async function insertCheck(
  tx: Tx,
  check: NewCheck,
): Promise<{ id: string; isNew: boolean }> {
  const { namedHost = null, requestedBy = null, ...rest } = check;
  const values = { ...rest, models: [...check.models], namedHost, requestedBy };
  const [inserted] = await insertOne(tx, spell(checks, values));
  if (inserted !== undefined) return { id: inserted.id, isNew: true };
  const [open] = await tx.orm
    .select({ id: checks.id })
    .from(checks)
    .where(
      and(
        eq(checks.credentialId, check.credentialId),
        ne(checks.state, "done"),
        ofTenant(tx, checks.tenantId),
      ),
    );
  if (open === undefined) throw new Error("The check was neither inserted nor open.");
  return { id: open.id, isNew: false };
}

/** Makes an open check that nobody asked for a person's: it is due at once, and its verdict counts as one that was asked for. */
export async function takeOverCheck(
  tx: Tx,
  id: string,
  by: { readonly now: Date; readonly requestedBy?: string | undefined },
): Promise<void> {
  await tx.orm
    .update(checks)
    .set({ trigger: "manual", nextAttemptAt: by.now, requestedBy: by.requestedBy ?? null })
    .where(
      and(
        eq(checks.id, id),
        inArray(checks.trigger, ["scheduled", "incident"]),
        ne(checks.state, "done"),
        ofTenant(tx, checks.tenantId),
      ),
    );
}

/** Says of which models the open tests of a connection are, once its plan has changed; what they found is done anew. */
export function replanOpenChecks(tx: Tx, connectionId: string, models: readonly ModelName[]): void {
  sendAlong(
    tx,
    tx.orm
      .update(checks)
      .set({ models: [...models] })
      .where(
        and(
          eq(checks.connectionId, connectionId),
          ne(checks.state, "done"),
          ne(checks.trigger, "rotation"),
          ofTenant(tx, checks.tenantId),
        ),
      ),
  );
}

/** Ends every open check of a connection without a verdict: it was disconnected. */
export async function endChecksOf(tx: Tx, connectionId: string, at: Date): Promise<string[]> {
  const ended = await tx.orm
    .update(checks)
    .set({ state: "done", doneAt: at, leaseUntil: null })
    .where(
      and(
        eq(checks.connectionId, connectionId),
        ne(checks.state, "done"),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .returning({ id: checks.id });
  return ended.map(({ id }) => id);
}

/** Ends the open check of a credential without a verdict, because a newer Save took its place. */
export async function supersedeCheck(
  tx: Tx,
  credentialId: string,
  ending: { readonly by?: string; readonly at: Date },
): Promise<string[]> {
  const ended = await tx.orm
    .update(checks)
    .set({ state: "done", doneAt: ending.at, leaseUntil: null, supersededBy: ending.by ?? null })
    .where(
      and(
        eq(checks.credentialId, credentialId),
        ne(checks.state, "done"),
        ofTenant(tx, checks.tenantId),
      ),
    )
    .returning({ id: checks.id });
  return ended.map(({ id }) => id);
}
