/**
 * Held deletions: so many records are missing that an operator must decide about them. A row is a question to an
 * operator with its answer.
 */
import { and, count, desc, eq, inArray, sql } from "drizzle-orm";
import type { HeldModel, HeldDeletesState } from "@churned/domain/sync";
import { openHeldDeletesStates } from "@churned/domain/sync";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { literal } from "../tables/columns.ts";
import { heldDeletes } from "../tables/missing-record.ts";
import { findNames } from "./names.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { endAnsweredTriage } from "../triage/triage.ts";

export type HeldDeletesRow = typeof heldDeletes.$inferSelect;

/** Held deletions with the names of their tenant and connection. */
export interface HeldDeletesView extends HeldDeletesRow {
  readonly tenantName: string;
  readonly connectionName: string;
}

/** The open question of a connection; undefined if there is none. */
export async function findHeldDeletes(
  tx: Tx,
  connectionId: string,
): Promise<HeldDeletesRow | undefined> {
  const [row] = await tx.orm
    .select()
    .from(heldDeletes)
    .where(
      and(
        eq(heldDeletes.connectionId, connectionId),
        inArray(heldDeletes.state, [...openHeldDeletesStates]),
        ofTenant(tx, heldDeletes.tenantId),
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
  const open = await findHeldDeletes(tx, held.connectionId);
  const row = { ...held, models: [...held.models], state: "waiting" as const };
  if (open !== undefined) {
    await tx.orm.update(heldDeletes).set(row).where(eq(heldDeletes.id, open.id));
    return { id: open.id, isNew: false };
  }
  const [added] = await tx.orm.insert(heldDeletes).values(row).returning({ id: heldDeletes.id });
  if (added === undefined) throw new Error("The held deletes were not inserted.");
  return { id: added.id, isNew: true };
}

/**
 * Changes the state of a question. Returns false if the question is no longer in the state `from`. An answer also ends
 * the triage (assignee and snooze) of the inbox item.
 */
export async function decideHeldDeletes(
  tx: Tx,
  id: string,
  decision: {
    readonly from: HeldDeletesState;
    readonly state: HeldDeletesState;
    readonly at: Date;
    readonly reason?: string;
    readonly decidedBy?: string;
  },
): Promise<boolean> {
  const { from, at, ...rest } = decision;
  const decided = await tx.orm
    .update(heldDeletes)
    .set({ ...rest, decidedAt: at })
    .where(
      and(eq(heldDeletes.id, id), eq(heldDeletes.state, from), ofTenant(tx, heldDeletes.tenantId)),
    )
    .returning({ connectionId: heldDeletes.connectionId });
  const [answered] = decided;
  if (answered !== undefined && from === "waiting")
    await endAnsweredTriage(tx, answered.connectionId);
  return answered !== undefined;
}

/**
 * Held deletions, newest first. With `state` or `connectionId`, only held deletions in this state or of this
 * connection.
 */
export async function listHeldDeletesRows(
  tx: Tx,
  request: PageRequest & {
    readonly state?: HeldDeletesState | undefined;
    readonly connectionId?: string | undefined;
  },
): Promise<PageOf<HeldDeletesView>> {
  const cursor = readCursor(request.cursor, "id");
  const { connection, tenant } = findNames(tx, heldDeletes);
  const rows = await tx.orm
    .select({ held: heldDeletes, tenantName: tenant.name, connectionName: connection.name })
    .from(heldDeletes)
    .innerJoinLateral(connection, sql`true`)
    .innerJoinLateral(tenant, sql`true`)
    .where(
      and(
        request.state === undefined
          ? undefined
          : sql`${heldDeletes.state} = ${literal(request.state)}`,
        request.connectionId === undefined
          ? undefined
          : eq(heldDeletes.connectionId, request.connectionId),
        cursor && sql`${heldDeletes.id} < ${cursor.id}`,
        ofTenant(tx, heldDeletes.tenantId),
      ),
    )
    .orderBy(desc(heldDeletes.id))
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
    .from(heldDeletes)
    .where(and(eq(heldDeletes.state, "waiting"), ofTenant(tx, heldDeletes.tenantId)));
  return row?.waiting ?? 0;
}

/** Held deletions that an operator released and whose records are not all removed yet. */
export async function listReleasedDeletes(tx: Tx): Promise<HeldDeletesRow[]> {
  return await tx.orm
    .select()
    .from(heldDeletes)
    .where(and(eq(heldDeletes.state, "releasing"), ofTenant(tx, heldDeletes.tenantId)))
    .limit(20);
}
