import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import type { WatermarkRow } from "@churned/db/sync";
import { notifyChange } from "@churned/db/client";
import { findEstimate, insertSync, listWatermarks } from "@churned/db/sync";
import type { SyncMode } from "@churned/domain/sync";
import { plannedModels } from "@churned/domain/plan";
import { AppError } from "@churned/domain/shared";
import { models } from "@churned/planhat-client/models";
import { beginArchived } from "./learn-archived.ts";
import { incrementalOverlapMs } from "@churned/domain/sync";

/**
 * The time at which an incremental pass ends. Such a pass reads the latest changes, newest first, and usually ends a
 * little before the watermark (the time up to which earlier passes read). But if an earlier pass began long enough
 * after the watermark was first seen, it saw every change up to the watermark. Then the rows with exactly this time are
 * also known, and the pass may end at the first of these rows.
 */
function readBackTo(mark: WatermarkRow & { readonly watermark: Date }): Date {
  const { watermark, seenAt, readAt } = mark;
  const isSettled =
    seenAt !== null &&
    readAt !== null &&
    readAt.getTime() - seenAt.getTime() >= incrementalOverlapMs;
  return new Date(watermark.getTime() + (isSettled ? 1 : -incrementalOverlapMs));
}

/**
 * Opens a sync with a stream for each planned model. The database allows a connection only one sync at a time; if one
 * is running, returns that sync. An incremental sync reads some models completely: models without a time of change, and
 * models that were never read before. The caller must have locked the connection.
 */
export async function openSync(
  tx: Tx,
  connection: ConnectionRow,
  mode: SyncMode,
): Promise<{ id: string; isNew: boolean }> {
  if (connection.state !== "connected")
    throw new AppError("CONFLICT", "This connection does not work right now; it cannot be synced.");
  const estimate = await findEstimate(tx, connection.id);
  const expected = new Map(estimate?.models.map(({ model, records }) => [model, records]));
  const marks = new Map(
    (await listWatermarks(tx, connection.id)).map((mark) => [mark.model, mark]),
  );
  const streams = plannedModels(connection.plan).map((model) => {
    const mark = marks.get(model);
    const watermark = mark?.watermark ?? null;
    const paging = {
      cap: mark?.pageCap ?? null,
      isSortProven: mark?.isSortProven ?? false,
      records: mark?.records ?? null,
    };
    const isIncremental = mode === "incremental" && models[model].timestampField !== undefined;
    return isIncremental && mark !== undefined && watermark !== null
      ? {
          model,
          mode: "incremental" as const,
          expected: null,
          watermark: readBackTo({ ...mark, watermark }),
          newest: null,
          paging,
        }
      : {
          model,
          mode: "full" as const,
          expected: mark?.records ?? expected.get(model) ?? null,
          watermark: null,
          newest: watermark,
          paging,
          archived: beginArchived(model, mark?.archived ?? null),
        };
  });
  const { tenantId } = connection;
  const sync = await insertSync(tx, {
    tenantId,
    connectionId: connection.id,
    mode: streams.some((stream) => stream.mode === "incremental") ? "incremental" : "full",
    models: streams,
  });
  notifyChange(tx, { topic: "sync", id: sync.id, connectionId: connection.id, tenantId });
  return sync;
}
