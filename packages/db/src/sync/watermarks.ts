import { and, eq, sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { watermarks } from "../tables/stream.ts";
import { ofTenant } from "../client/tenant-filter.ts";

export type WatermarkRow = typeof watermarks.$inferSelect;

/** The watermarks of a connection: the time up to which each model was read. */
export async function listWatermarks(tx: Tx, connectionId: string): Promise<WatermarkRow[]> {
  return await tx.orm
    .select()
    .from(watermarks)
    .where(and(eq(watermarks.connectionId, connectionId), ofTenant(tx, watermarks.tenantId)));
}

/**
 * Stores how far a successful stream has read. `readAt` is the time at which the pass began, or null if its list was
 * not in order. `full` is set for a full pass, which read the whole list.
 */
export function saveWatermark(
  tx: Tx,
  mark: {
    readonly tenantId: string;
    readonly connectionId: string;
    readonly model: ModelName;
    readonly watermark: Date | null;
    readonly seenAt: Date;
    readonly readAt: Date | null;
    readonly pageCap: number | null;
    readonly isSortProven: boolean;
    /** How Planhat lists archived records, if this pass found it out. */
    readonly archived?: "listed" | "shown" | "ignored" | "refused" | undefined;
    readonly full: { readonly fullAt: Date; readonly records: number } | undefined;
  },
): void {
  const { full, ...row } = mark;
  const { readAt, pageCap, isSortProven, archived } = row;
  const at = row.watermark?.toISOString() ?? null;
  // If the watermark is unchanged, keep the time at which it was first seen.
  const seenAt = sql`case when ${watermarks.watermark} = ${at}::timestamptz then ${watermarks.seenAt}
    else ${row.seenAt.toISOString()}::timestamptz end`;
  if (full === undefined) {
    sendAlong(
      tx,
      tx.orm
        .update(watermarks)
        .set({
          watermark: sql`coalesce(${at}::timestamptz, ${watermarks.watermark})`,
          seenAt,
          readAt,
          pageCap,
          isSortProven,
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
      .values({ ...row, ...full })
      .onConflictDoUpdate({
        target: [watermarks.connectionId, watermarks.model],
        set: {
          watermark: row.watermark,
          seenAt,
          readAt,
          pageCap,
          isSortProven,
          ...(archived === undefined ? {} : { archived }),
          ...full,
        },
      }),
  );
}
