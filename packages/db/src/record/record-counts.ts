import type { ModelName } from "@churned/domain/plan";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { recordCounts } from "../tables/record.ts";
import { ofTenant } from "../client/tenant-filter.ts";

/**
 * The number of live records and of tombstones (deleted records) for each model, ordered by the name of the model.
 * Models that have neither are left out.
 */
export async function countRecordRows(
  tx: Tx,
  connectionId: string,
): Promise<{ model: ModelName; live: number; deleted: number }[]> {
  const { model, live, deleted } = recordCounts;
  return await tx.orm
    .select({ model, live, deleted })
    .from(recordCounts)
    .where(
      and(
        eq(recordCounts.connectionId, connectionId),
        sql`${live} + ${deleted} > 0`,
        ofTenant(tx, recordCounts.tenantId),
      ),
    )
    .orderBy(asc(model));
}
