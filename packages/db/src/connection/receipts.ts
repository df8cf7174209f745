/**
 * The receipts of disconnected connections, and the erasure of their data. A receipt says what happened to a
 * connection's data.
 */
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Role } from "@churned/domain/shared";
import type { Tx } from "../client/database.ts";
import { users } from "../tables/auth.ts";
import { checks } from "../tables/check.ts";
import { customFields } from "../tables/custom-field.ts";
import { connections } from "../tables/connection.ts";
import { receipts } from "../tables/receipt.ts";
import { absences } from "../tables/missing-record.ts";
import { setAsideRecords } from "../tables/record.ts";
import { countRecordRows } from "../record/record-counts.ts";
import { ofTenant } from "../client/tenant-filter.ts";

export interface ReceiptRow {
  readonly connectionId: string;
  readonly name: string;
  readonly disconnectedAt: Date | null;
  readonly byName: string | null;
  readonly byRole: Role | null;
  readonly data: "keep" | "erase";
  readonly records: number;
  readonly erased: number;
  readonly erasedAt: Date | null;
}

/** Writes the receipt of a connection that is being disconnected, with the number of its landed (stored) records. */
export async function insertReceipt(
  tx: Tx,
  receipt: {
    readonly connectionId: string;
    readonly tenantId: string;
    readonly disconnectedBy: string | undefined;
    readonly data: "keep" | "erase";
  },
): Promise<void> {
  const counts = await countRecordRows(tx, receipt.connectionId);
  const landed = counts.reduce((sum, { live, deleted }) => sum + live + deleted, 0);
  await tx.orm.insert(receipts).values({ ...receipt, records: landed });
}

/** The receipt of a disconnected connection. */
export async function findReceipt(tx: Tx, connectionId: string): Promise<ReceiptRow | undefined> {
  const [row] = await tx.orm
    .select({
      connectionId: receipts.connectionId,
      name: connections.name,
      disconnectedAt: connections.disconnectedAt,
      byName: users.name,
      byRole: users.role,
      data: receipts.data,
      records: receipts.records,
      erased: receipts.erased,
      erasedAt: receipts.erasedAt,
    })
    .from(receipts)
    .innerJoin(connections, eq(connections.id, receipts.connectionId))
    .leftJoin(users, eq(users.id, receipts.disconnectedBy))
    .where(and(eq(receipts.connectionId, connectionId), ofTenant(tx, receipts.tenantId)));
  return row;
}

/** Connections whose data is not erased yet. */
export async function listErasures(
  tx: Tx,
  limit: number,
): Promise<{ connectionId: string; tenantId: string }[]> {
  return await tx.orm
    .select({ connectionId: receipts.connectionId, tenantId: receipts.tenantId })
    .from(receipts)
    .where(
      and(eq(receipts.data, "erase"), isNull(receipts.erasedAt), ofTenant(tx, receipts.tenantId)),
    )
    .orderBy(asc(receipts.connectionId))
    .limit(limit);
}

/**
 * Deletes the company names, the mail domains and the requests of checks, because they also came from Planhat's data.
 */
async function forgetIdentity(tx: Tx, connectionId: string): Promise<void> {
  await tx.orm
    .update(connections)
    .set({ planhat: null })
    .where(and(eq(connections.id, connectionId), ofTenant(tx, connections.tenantId)));
  await tx.orm
    .update(checks)
    .set({ planhat: null, requests: [] })
    .where(and(eq(checks.connectionId, connectionId), ofTenant(tx, checks.tenantId)));
}

/**
 * Erases up to `limit` records of a connection and returns their number. With the last records, it also erases
 * everything else that came from the connection's data, and stores `at`. Returns undefined if there is nothing to
 * erase. The receipt is locked, so that two workers do not count the same records.
 */
export async function eraseLandedBatch(
  tx: Tx,
  connectionId: string,
  options: { readonly limit: number; readonly at: Date },
): Promise<{ readonly erased: number; readonly isOver: boolean } | undefined> {
  const isPending = and(
    eq(receipts.connectionId, connectionId),
    eq(receipts.data, "erase"),
    isNull(receipts.erasedAt),
    ofTenant(tx, receipts.tenantId),
  );
  const [receipt] = await tx.orm
    .select({ id: receipts.connectionId })
    .from(receipts)
    .where(isPending)
    .for("update");
  if (receipt === undefined) return undefined;
  // Selects by ctid, which is fast; row-level security applies to the inner and to the outer query.
  const { rowCount } = await tx.orm.execute(sql`
    delete from records where ctid = any (array(
      select ctid from records where connection_id = ${connectionId} limit ${options.limit}))`);
  const erased = rowCount ?? 0;
  const isOver = erased < options.limit;
  if (isOver) {
    await forgetIdentity(tx, connectionId);
    for (const table of [setAsideRecords, absences, customFields])
      await tx.orm
        .delete(table)
        .where(and(eq(table.connectionId, connectionId), ofTenant(tx, table.tenantId)));
  }
  await tx.orm
    .update(receipts)
    .set({
      erased: sql`${receipts.erased} + ${erased}`,
      ...(isOver ? { erasedAt: options.at } : {}),
    })
    .where(isPending);
  return { erased, isOver };
}
