import { and, eq, sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain";
import type { Tx } from "../database.ts";
import { sendAlong } from "../database.ts";
import { watermarks } from "../schema/syncs.ts";
import { ofTenant } from "../tenant-filter.ts";

export type WatermarkRow = typeof watermarks.$inferSelect;

/** How far each model of a connection was read. */
export async function listWatermarks(tx: Tx, connectionId: string): Promise<WatermarkRow[]> {
  return await tx.orm
    .select()
    .from(watermarks)
    .where(and(eq(watermarks.connectionId, connectionId), ofTenant(tx, watermarks.tenantId)));
}

/** Keeps how far a stream that succeeded came. `fullAt` is when it began, where it read everything. */
export function saveWatermark(
  tx: Tx,
  mark: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly model: ModelName;
    readonly watermark: Date | null;
    readonly fullAt: Date | undefined;
  },
): void {
  const { fullAt, ...row } = mark;
  if (fullAt === undefined) {
    sendAlong(
      tx,
      tx.orm
        .update(watermarks)
        .set({
          watermark: sql`coalesce(${mark.watermark?.toISOString() ?? null}::timestamptz, ${watermarks.watermark})`,
        })
        .where(
          and(
            eq(watermarks.connectionId, mark.connectionId),
            eq(watermarks.model, mark.model),
            ofTenant(tx, watermarks.tenantId),
          ),
        ),
    );
    return;
  }
  sendAlong(
    tx,
    tx.orm
      .insert(watermarks)
      .values({ ...row, fullAt })
      .onConflictDoUpdate({
        target: [watermarks.connectionId, watermarks.model],
        set: { watermark: row.watermark, fullAt },
      }),
  );
}
