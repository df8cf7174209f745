/** What could not be landed as it came: listed for operators, and forgotten once a full pass meets it no more. */
import { and, asc, eq, ne, sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain";
import type { PageOf, PageRequest } from "../cursor.ts";
import { makePage, readCursor } from "../cursor.ts";
import type { Tx } from "../database.ts";
import { setAsideRecords } from "../schema/records.ts";
import { ofTenant } from "../tenant-filter.ts";

export type SetAsideRow = typeof setAsideRecords.$inferSelect;

/** A connection's elements that did not land as they came, by model. */
export async function listSetAside(
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

/** Forgets what the complete pass `syncId` of a model did not meet. */
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
