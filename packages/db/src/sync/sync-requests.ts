import { and, asc, desc, eq, lt, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { SyncRequestState } from "@churned/domain/sync";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { users } from "../tables/auth.ts";
import { literal } from "../tables/columns.ts";
import { connections } from "../tables/connection.ts";
import { syncRequests } from "../tables/sync-request.ts";
import { findNames } from "./names.ts";
import { ofTenant } from "../client/tenant-filter.ts";

export type SyncRequestRow = typeof syncRequests.$inferSelect;
/** A sync request with the names that the pages show. */
export interface SyncRequestView extends SyncRequestRow {
  readonly connectionName: string;
  readonly tenantName: string;
  readonly requesterName: string | null;
  readonly deciderName: string | null;
}

function selectViews(tx: Tx) {
  const { connection, tenant } = findNames(tx, syncRequests);
  const personOf = (id: PgColumn, name: string) =>
    tx.orm.select({ name: users.name }).from(users).where(eq(users.id, id)).limit(1).as(name);
  const requester = personOf(syncRequests.requestedBy, "requester");
  const decider = personOf(syncRequests.decidedBy, "decider");
  return tx.orm
    .select({
      request: syncRequests,
      connectionName: connection.name,
      tenantName: tenant.name,
      requesterName: requester.name,
      deciderName: decider.name,
    })
    .from(syncRequests)
    .innerJoinLateral(connection, sql`true`)
    .innerJoinLateral(tenant, sql`true`)
    .leftJoinLateral(requester, sql`true`)
    .leftJoinLateral(decider, sql`true`)
    .$dynamic();
}

type ViewRow = Awaited<ReturnType<typeof selectViews>>[number];
const toView = ({ request, ...names }: ViewRow): SyncRequestView => ({ ...request, ...names });

export async function findSyncRequest(tx: Tx, id: string): Promise<SyncRequestView | undefined> {
  const [row] = await selectViews(tx).where(
    and(eq(syncRequests.id, id), ofTenant(tx, syncRequests.tenantId)),
  );
  return row && toView(row);
}

/** Sync requests, newest first. */
export async function listSyncRequestRows(
  tx: Tx,
  request: PageRequest & {
    readonly state?: SyncRequestState | undefined;
    readonly connectionId?: string | undefined;
  },
): Promise<PageOf<SyncRequestView>> {
  const cursor = readCursor(request.cursor, "id");
  const rows = await selectViews(tx)
    .where(
      and(
        request.state === undefined
          ? undefined
          : sql`${syncRequests.state} = ${literal(request.state)}`,
        request.connectionId === undefined
          ? undefined
          : eq(syncRequests.connectionId, request.connectionId),
        cursor && lt(syncRequests.id, cursor.id),
        ofTenant(tx, syncRequests.tenantId),
      ),
    )
    .orderBy(desc(syncRequests.id))
    .limit(request.limit + 1);
  return makePage(rows, request.limit, (row) => ({ key: "", id: row.request.id }), toView);
}

/** Waiting requests that can be approved because their connections work, the oldest first. */
export async function listApprovableRequests(tx: Tx, limit: number): Promise<string[]> {
  const rows = await tx.orm
    .select({ id: syncRequests.id })
    .from(syncRequests)
    .innerJoin(connections, eq(connections.id, syncRequests.connectionId))
    .where(
      and(
        eq(syncRequests.state, "waiting"),
        eq(connections.state, "connected"),
        ofTenant(tx, syncRequests.tenantId),
      ),
    )
    .orderBy(asc(syncRequests.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Adds a waiting request. If the connection already has a waiting request, returns that request instead. */
export async function insertSyncRequest(
  tx: Tx,
  request: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly requestedBy: string;
  },
): Promise<{ id: string; isNew: boolean }> {
  const [inserted] = await tx.orm
    .insert(syncRequests)
    .values(request)
    .onConflictDoNothing()
    .returning({ id: syncRequests.id });
  if (inserted !== undefined) return { id: inserted.id, isNew: true };
  const [waiting] = await tx.orm
    .select({ id: syncRequests.id })
    .from(syncRequests)
    .where(
      and(
        eq(syncRequests.connectionId, request.connectionId),
        eq(syncRequests.state, "waiting"),
        ofTenant(tx, syncRequests.tenantId),
      ),
    );
  if (waiting === undefined) throw new Error("The sync request was neither inserted nor waiting.");
  return { id: waiting.id, isNew: false };
}

/** Answers a waiting request. Returns false if it was already answered. */
export async function decideSyncRequest(
  tx: Tx,
  id: string,
  decision: {
    readonly state: "approved" | "declined" | "withdrawn";
    readonly decidedBy?: string;
    readonly at: Date;
    readonly reason?: string;
    readonly syncId?: string;
  },
): Promise<boolean> {
  const { at, ...rest } = decision;
  const decided = await tx.orm
    .update(syncRequests)
    .set({ ...rest, decidedAt: at })
    .where(
      and(
        eq(syncRequests.id, id),
        eq(syncRequests.state, "waiting"),
        ofTenant(tx, syncRequests.tenantId),
      ),
    )
    .returning({ id: syncRequests.id });
  return decided.length === 1;
}

/** Withdraws the waiting request of the connection, if there is one. */
export async function withdrawSyncRequests(tx: Tx, connectionId: string, at: Date): Promise<void> {
  await tx.orm
    .update(syncRequests)
    .set({ state: "withdrawn", decidedAt: at })
    .where(
      and(
        eq(syncRequests.connectionId, connectionId),
        eq(syncRequests.state, "waiting"),
        ofTenant(tx, syncRequests.tenantId),
      ),
    );
}
