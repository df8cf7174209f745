import type { Tx } from "@churned/db/client";
import type { LandedPage, SyncClaim } from "@churned/db/sync";
import { countLive } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import type { TimeOrderFailure } from "./next-step-by-time.ts";
import type { Step } from "./next-step.ts";

/** A list may have this many pages more than twice the number of records. */
const endlessPages = 10;

/**
 * Whether a list without an order returned far more rows than there are records, and no row was new. Then Planhat
 * ignores the offset, and the list would never end.
 */
export async function isEndless(
  tx: Tx,
  claim: SyncClaim,
  model: ModelName,
  step: Step | TimeOrderFailure,
  landed: LandedPage,
): Promise<boolean> {
  if ("failure" in step || step.isOrdered || step.isDone || landed.inserted > 0) return false;
  const rowsMax = 2 * (await countLive(tx, claim, model)) + endlessPages * landed.fetched;
  return step.nextOffset > rowsMax;
}
