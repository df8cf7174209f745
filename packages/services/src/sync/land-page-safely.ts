import type { LandedPage, PageToLand, SyncClaim } from "@churned/db/sync";
import { isRefusedText, landPage, landPageCarefully } from "@churned/db/sync";
import type { WorkerContext } from "../context/worker-context.ts";
import { withSyncClaim } from "./claimed-sync.ts";

/**
 * Lands (stores) a page while the claim is valid. If the database refuses some text in the page, lands the page record
 * by record.
 */
export async function landPageSafely(
  ctx: WorkerContext,
  claim: SyncClaim,
  page: PageToLand,
): Promise<LandedPage> {
  try {
    return await withSyncClaim(ctx, claim, (tx) => landPage(tx, claim, page));
  } catch (error) {
    if (!isRefusedText(error)) throw error;
    return await withSyncClaim(ctx, claim, (tx) => landPageCarefully(tx, claim, page));
  }
}
