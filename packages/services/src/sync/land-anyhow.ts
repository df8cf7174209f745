import type { LandedPage, PageToLand, SyncClaim } from "@churned/db/sync";
import { isRefusedText, landPage, landPageCarefully } from "@churned/db/sync";
import type { WorkerContext } from "../context/worker-context.ts";
import { whileHeld } from "./claim.ts";

/** Lands a page while its sync is held: as it came, or piece by piece where it holds text that the database refuses. */
export async function landAnyhow(
  ctx: WorkerContext,
  claim: SyncClaim,
  page: PageToLand,
): Promise<LandedPage> {
  try {
    return await whileHeld(ctx, claim, (tx) => landPage(tx, claim, page));
  } catch (error) {
    if (!isRefusedText(error)) throw error;
    return await whileHeld(ctx, claim, (tx) => landPageCarefully(tx, claim, page));
  }
}
