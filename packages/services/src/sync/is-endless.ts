import type { Tx } from "@churned/db/client";
import type { LandedPage, SyncClaim } from "@churned/db/sync";
import { countLive } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import type { Cannot } from "./next-step-by-time.ts";
import type { Step } from "./next-step.ts";

/** Pages read beyond twice the records that there are. */
const endlessPages = 10;

/**
 * Whether a list without an order gave far more rows than there are records, and none is new: Planhat does not keep to
 * the places that it is asked for, and the list would never end.
 */
export async function isEndless(
  tx: Tx,
  claim: SyncClaim,
  model: ModelName,
  step: Step | Cannot,
  landed: LandedPage,
): Promise<boolean> {
  if ("cannot" in step || step.isOrdered || step.isDone || landed.inserted > 0) return false;
  const rowsMax = 2 * (await countLive(tx, claim, model)) + endlessPages * landed.fetched;
  return step.nextOffset > rowsMax;
}
