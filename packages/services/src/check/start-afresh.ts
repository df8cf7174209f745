import type { Tx } from "@churned/db/client";
import type { ConnectionRow } from "@churned/db/connection";
import { notifyChange } from "@churned/db/client";
import { addFact } from "@churned/db/history";
import { eraseRecords } from "@churned/db/record";
import { findLiveSync, findSyncWithStreams, startOver } from "@churned/db/sync";
import { finishSync } from "../sync/finish-sync.ts";
import type { WorkerContext } from "../context/worker-context.ts";

/**
 * Erases the records of the earlier Planhat, because the token now reads another Planhat and a person confirmed this.
 */
export async function startAfresh(
  ctx: WorkerContext,
  tx: Tx,
  connection: ConnectionRow,
): Promise<void> {
  const live = await findLiveSync(tx, connection.id);
  const sync = live && (await findSyncWithStreams(tx, live.id));
  // End the sync now, so that a new sync can start. A worker that is still reading a page of the old sync cannot commit
  // the page.
  if (sync !== undefined) await finishSync(ctx, tx, sync, { state: "cancelled" });
  const records = await eraseRecords(tx, connection.id);
  if (sync !== undefined || connection.nextSyncAt !== null)
    await startOver(tx, connection.id, ctx.now());
  addFact(tx, connection, { kind: "started_afresh", records });
  const owner = { connectionId: connection.id, tenantId: connection.tenantId };
  notifyChange(tx, { topic: "records", id: connection.id, ...owner });
}
