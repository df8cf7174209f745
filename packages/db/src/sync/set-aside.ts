/**
 * Records that were set aside: they could not be stored as Planhat sent them. Operators see a list of them. An entry is
 * deleted when a full pass no longer reads its record. The statements that land a page add entries too.
 */
import { createHash } from "node:crypto";
import { and, asc, eq, ne, sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import { setAsideReasons } from "@churned/domain/record";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePage, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { setAsideRecords } from "../tables/record.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { SyncClaim } from "./sync-claims.ts";

export type SetAsideRow = typeof setAsideRecords.$inferSelect;

/** The elements of a connection that did not land as received, by model. */
export async function listSetAsideRows(
  tx: Tx,
  request: PageRequest & { readonly connectionId: string },
): Promise<PageOf<SetAsideRow>> {
  const cursor = readCursor(request.cursor, "model");
  const rows = await tx.orm
    .select()
    .from(setAsideRecords)
    .where(
      and(
        eq(setAsideRecords.connectionId, request.connectionId),
        cursor &&
          sql`(${setAsideRecords.model}, ${setAsideRecords.contentHash}) > (${cursor.key}, ${cursor.id})`,
        ofTenant(tx, setAsideRecords.tenantId),
      ),
    )
    .orderBy(asc(setAsideRecords.model), asc(setAsideRecords.contentHash))
    .limit(request.limit + 1);
  return makePage(
    rows,
    request.limit,
    ({ model, contentHash }) => ({ key: model, id: contentHash }),
    (row) => row,
  );
}

/** Adds a record to the list that was not read because it is too large. */
export function setAsideUnread(
  tx: Tx,
  claim: SyncClaim,
  model: ModelName,
  planhatId: string,
): void {
  const { id: syncId, tenantId, connectionId } = claim;
  const contentHash = createHash("sha256").update(`${model}/${planhatId}`).digest("hex");
  const row = {
    tenantId,
    connectionId,
    model,
    contentHash,
    syncId,
    planhatId,
    reason: setAsideReasons.tooLarge,
    content: "",
  };
  sendAlong(
    tx,
    tx.orm
      .insert(setAsideRecords)
      .values(row)
      .onConflictDoUpdate({
        target: [setAsideRecords.connectionId, setAsideRecords.model, setAsideRecords.contentHash],
        set: { syncId, at: sql`now()` },
      }),
  );
}

/** Deletes the entries of a model whose records the complete pass `syncId` did not read. */
export async function forgetSetAside(
  tx: Tx,
  pass: { readonly connectionId: string; readonly model: ModelName; readonly syncId: string },
): Promise<void> {
  await tx.orm
    .delete(setAsideRecords)
    .where(
      and(
        eq(setAsideRecords.connectionId, pass.connectionId),
        eq(setAsideRecords.model, pass.model),
        ne(setAsideRecords.syncId, pass.syncId),
        ofTenant(tx, setAsideRecords.tenantId),
      ),
    );
}
