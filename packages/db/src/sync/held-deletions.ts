/**
 * Held deletions: so many records are missing that an operator must decide about them. A row is a question to an
 * operator with its answer.
 */
import { and, count, desc, eq, inArray, sql } from "drizzle-orm";
import type { HeldModel, HeldDeletionsState } from "@churned/domain/sync";
import { openHeldDeletionsStates } from "@churned/domain/sync";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { literal } from "../tables/columns.ts";
import { heldDeletions } from "../tables/missing-record.ts";
import { findNames } from "./names.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { endAnsweredTriage } from "../triage/triage.ts";

export type HeldDeletionsRow = typeof heldDeletions.$inferSelect;

/** Held deletions with the names of their tenant and connection. */
export interface HeldDeletionsView extends HeldDeletionsRow {
  readonly tenantName: string;
  readonly connectionName: string;
}

/** The open question of a connection; undefined if there is none. */
export async function findHeldDeletions(
  tx: Tx,
  connectionId: string,
): Promise<HeldDeletionsRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(heldDeletions)
    .where(
      and(
        eq(heldDeletions.connectionId, connectionId),
        inArray(heldDeletions.state, [...openHeldDeletionsStates]),
        ofTenant(tx, heldDeletions.tenantId),
      ),
    );
  return row;
}

/** Opens a question, or updates the connection's open question. The caller must have locked the connection. */
export async function holdDeletes(
  tx: Tx,
  held: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly syncId: string;
    readonly models: readonly HeldModel[];
  },
): Promise<{ id: string; isNew: boolean }> {
  const open = await findHeldDeletions(tx, held.connectionId);
  const row = { ...held, models: [...held.models], state: "waiting" as const };
  if (open !== undefined) {
    await tx.orm.update(heldDeletions).set(row).where(eq(heldDeletions.id, open.id));
    return { id: open.id, isNew: false };
  }
  const [added] = await tx.orm
    .insert(heldDeletions)
    .values(row)
    .returning({ id: heldDeletions.id });
  if (added === undefined) throw new Error("The held deletes were not inserted.");
  return { id: added.id, isNew: true };
}

/**
 * Changes the state of a question. Returns false if the question is no longer in the state `from`. An answer also ends
 * the triage (assignee and snooze) of the inbox item.
 */
export async function decideHeldDeletions(
  tx: Tx,
  id: string,
  decision: {
    readonly from: HeldDeletionsState;
    readonly state: HeldDeletionsState;
    readonly at: Date;
    readonly reason?: string;
    readonly decidedBy?: string;
  },
): Promise<boolean> {
  const { from, at, ...rest } = decision;
  const decided = await tx.orm
    .update(heldDeletions)
    .set({ ...rest, decidedAt: at })
    .where(
      and(
        eq(heldDeletions.id, id),
        eq(heldDeletions.state, from),
        ofTenant(tx, heldDeletions.tenantId),
      ),
    )
    .returning({ connectionId: heldDeletions.connectionId });
  const [answered] = decided;
  if (answered !== undefined && from === "waiting")
    await endAnsweredTriage(tx, answered.connectionId);
  return answered !== undefined;
}

/**
 * Held deletions, newest first. With `state` or `connectionId`, only held deletions in this state or of this
 * connection.
 */
export async function listHeldDeletionsRows(
  tx: Tx,
  request: PageRequest & {
    readonly state?: HeldDeletionsState | undefined;
    readonly connectionId?: string | undefined;
  },
): Promise<PageOf<HeldDeletionsView>> {
  const cursor = readCursor(request.cursor, "id");
  const { connection, tenant } = findNames(tx, heldDeletions);
  const rows = await tx.orm
    .select({ held: heldDeletions, tenantName: tenant.name, connectionName: connection.name })
    .from(heldDeletions)
    .innerJoinLateral(connection, sql`true`)
    .innerJoinLateral(tenant, sql`true`)
    .where(
      and(
        request.state === undefined
          ? undefined
          : sql`${heldDeletions.state} = ${literal(request.state)}`,
        request.connectionId === undefined
          ? undefined
          : eq(heldDeletions.connectionId, request.connectionId),
        cursor && sql`${heldDeletions.id} < ${cursor.id}`,
        ofTenant(tx, heldDeletions.tenantId),
      ),
    )
    .orderBy(desc(heldDeletions.id))
    .limit(request.limit + 1);
  return makePage(
    rows,
    request.limit,
    ({ held }) => ({ key: "", id: held.id }),
    ({ held, ...names }) => ({ ...held, ...names }),
  );
}

/** The number of questions that wait for an operator. */
export async function countWaitingDeletes(tx: Tx): Promise<number> {
  const [row] = await tx.orm
    .select({ waiting: count() })
    .from(heldDeletions)
    .where(and(eq(heldDeletions.state, "waiting"), ofTenant(tx, heldDeletions.tenantId)));
  return row?.waiting ?? 0;
}

/** Held deletions that an operator released and whose records are not all removed yet. */
export async function listReleasedDeletes(tx: Tx): Promise<HeldDeletionsRow[]> {
  return await tx.orm
    .select()
    .from(heldDeletions)
    .where(and(eq(heldDeletions.state, "releasing"), ofTenant(tx, heldDeletions.tenantId)))
    .limit(20);
}
