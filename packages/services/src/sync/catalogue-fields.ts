import type { Tx } from "@churned/db/client";
import { notifyChange } from "@churned/db/client";
import { addFact } from "@churned/db/history";
import { catalogueCustomFields } from "@churned/db/record";
import { fieldChanges, groupDrift } from "@churned/domain/record";
import type { WorkerContext } from "../context/worker-context.ts";

/**
 * Updates the catalogue of custom fields from landed (stored) data, and reports the changes on the timeline: one entry
 * for each model. The first time, one entry reports only the number of fields. The caller must have locked the
 * connection.
 */
export async function catalogueFields(
  ctx: WorkerContext,
  tx: Tx,
  { syncId, ...owner }: { syncId: string; connectionId: string; tenantId: string },
): Promise<void> {
  const { isFirst, drift } = await catalogueCustomFields(tx, owner, ctx.now());
  if (drift.length === 0) return;
  const connection = { id: owner.connectionId, tenantId: owner.tenantId };
  if (isFirst)
    addFact(tx, connection, {
      kind: "custom_fields_catalogued",
      syncId,
      count: drift.length,
    });
  else
    for (const { model, changes } of groupDrift(drift))
      addFact(tx, connection, { kind: "custom_fields_changed", syncId, model, changes });
  const counts = Object.fromEntries(
    fieldChanges.map((change) => [change, drift.filter((one) => one.change === change).length]),
  );
  ctx.log.info(
    { syncId, connectionId: owner.connectionId, isFirst, ...counts },
    "custom fields catalogued",
  );
  if (!isFirst) for (const { change } of drift) ctx.onFieldDrift?.(change);
  notifyChange(tx, { topic: "connection", id: owner.connectionId, ...owner });
}
