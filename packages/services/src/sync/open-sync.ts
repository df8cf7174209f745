import type { ConnectionRow, Tx } from "@churned/db";
import { findEstimate, insertSync, listWatermarks, notifyChange } from "@churned/db";
import type { SyncMode } from "@churned/domain";
import { AppError, plannedModels } from "@churned/domain";
import { models } from "@churned/planhat-client/models";

/**
 * Opens a sync with a stream for each planned model. Where one is live, that one is given back: there is one sync of a
 * connection at a time, in the database. An incremental one reads those models in full whose records do not say when
 * they changed, and those that were never read. The caller holds the connection's lock.
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
    (await listWatermarks(tx, connection.id)).map(({ model, watermark }) => [model, watermark]),
  );
  const streams = plannedModels(connection.plan).map((model) => {
    const watermark = marks.get(model) ?? null;
    const isIncremental =
      mode === "incremental" && watermark !== null && models[model].timestampField !== undefined;
    return isIncremental
      ? { model, mode: "incremental" as const, expected: null, watermark, newest: null }
      : {
          model,
          mode: "full" as const,
          expected: expected.get(model) ?? null,
          watermark: null,
          newest: watermark,
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
