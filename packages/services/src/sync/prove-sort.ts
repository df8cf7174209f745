/**
 * Tests whether Planhat sorts a model by time. Rows may come newest first by chance, for example if a list is not
 * sorted but starts with its newest rows. So one call requests the oldest row, which must be older than the rows that
 * were read.
 */
import type { StreamRow, SyncClaim } from "@churned/db/sync";
import { notifyChange } from "@churned/db/client";
import { readInFull, updateStream, waitsForNothing } from "@churned/db/sync";
import type { ActiveClient } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { beginArchived } from "./learn-archived.ts";
import { fullPassNotes } from "./full-pass-notes.ts";
import { provenCap } from "./paging.ts";
import { changeOf, withSyncClaim } from "./claimed-sync.ts";

/**
 * Runs the test. If Planhat sorts, ends the stream. Otherwise the stream continues, or the whole model is read. Throws
 * the error of the client.
 */
export async function proveSort(
  ctx: WorkerContext,
  claim: SyncClaim,
  { model, paging: given }: StreamRow,
  timeField: "updatedAt" | "lastUpdated",
  active: ActiveClient,
  call: {
    readonly signal: AbortSignal;
    readonly attemptTimeoutMs: number;
    readonly timeoutMs: number;
  },
): Promise<void> {
  const { unproven, ...paging } = given;
  const [row] = await active.client.page(model, {
    offset: 0,
    limit: 1,
    sort: timeField,
    select: ["_id", timeField],
    ...call,
  });
  const oldest = row?.[timeField];
  const at =
    typeof oldest === "string" || typeof oldest === "number" ? new Date(oldest).getTime() : NaN;
  const isProven =
    unproven !== undefined && at < Date.parse(unproven.headAt) && at <= Date.parse(unproven.tailAt);
  await withSyncClaim(ctx, claim, async (tx) => {
    const moreRequests = active.takeCalls();
    if (isProven)
      updateStream(tx, claim.id, model, {
        state: "succeeded",
        doneAt: ctx.now(),
        paging: { ...paging, isSortProven: true },
        moreRequests,
        ...waitsForNothing,
      });
    else if (paging.mayBeWhole === true && paging.isShort === true)
      updateStream(tx, claim.id, model, {
        paging: { ...paging, isOrderUnproven: true },
        moreRequests,
      });
    else {
      updateStream(tx, claim.id, model, { moreRequests });
      readInFull(tx, claim, model, {
        archived: beginArchived(model, null),
        note: fullPassNotes.no_order(model),
        paging: { cap: provenCap(paging) },
      });
    }
    notifyChange(tx, changeOf(claim));
  });
}
