import { and, asc, eq, gt } from "drizzle-orm";
import type { ModelName } from "@churned/domain";
import type { PageOf, PageRequest } from "../cursor.ts";
import { makePage, readCursor } from "../cursor.ts";
import type { Tx } from "../database.ts";
import { records } from "../schema/records.ts";
import { ofTenant } from "../tenant-filter.ts";

export type RecordRow = Pick<
  typeof records.$inferSelect,
  "seq" | "model" | "planhatId" | "data" | "changedAt" | "deletedAt"
>;

/** A connection's records by change sequence, oldest change first, after `since` (exclusive). Deletions are tombstones. */
export async function listRecords(
  tx: Tx,
  request: PageRequest & {
    readonly connectionId: string;
    readonly model?: ModelName | undefined;
    readonly since?: number | undefined;
  },
): Promise<PageOf<RecordRow>> {
  const cursor = readCursor(request.cursor, "sequence");
  const after = Math.max(request.since ?? 0, cursor === undefined ? 0 : Number(cursor.key));
  const rows = await tx.orm
    .select({
      seq: records.seq,
      model: records.model,
      planhatId: records.planhatId,
      data: records.data,
      changedAt: records.changedAt,
      deletedAt: records.deletedAt,
    })
    .from(records)
    .where(
      and(
        eq(records.connectionId, request.connectionId),
        gt(records.seq, after),
        request.model === undefined ? undefined : eq(records.model, request.model),
        ofTenant(tx, records.tenantId),
      ),
    )
    .orderBy(asc(records.seq))
    .limit(request.limit + 1);
  return makePage(
    rows,
    request.limit,
    ({ seq }) => ({ key: String(seq), id: "" }),
    (row) => row,
  );
}
