import type { ConnectionRow, Tx } from "@churned/db";
import { findEstimate, insertSync, notifyChange } from "@churned/db";
import { AppError, plannedModels } from "@churned/domain";

/**
 * Opens a full sync with a stream for each planned model. Where one is live, that one is given back: there is one sync of
 * a connection at a time, in the database. The caller holds the connection's lock.
 */
export async function openSync(
  tx: Tx,
  connection: ConnectionRow,
): Promise<{ id: string; isNew: boolean }> {
  if (connection.state !== "connected")
    throw new AppError("CONFLICT", "This connection does not work right now; it cannot be synced.");
  const estimate = await findEstimate(tx, connection.id);
  const expected = new Map(estimate?.models.map(({ model, records }) => [model, records]));
  const { tenantId } = connection;
  const sync = await insertSync(tx, {
    tenantId,
    connectionId: connection.id,
    mode: "full",
    models: plannedModels(connection.plan).map((model) => ({
      model,
      expected: expected.get(model) ?? null,
    })),
  });
  await notifyChange(tx, { topic: "sync", id: sync.id, connectionId: connection.id, tenantId });
  return sync;
}
