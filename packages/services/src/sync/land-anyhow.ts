import type { LandedPage, PageToLand, SyncHold } from "@churned/db/sync";
import { isRefusedText, landPage, landPageCarefully } from "@churned/db/sync";
import type { WorkerContext } from "../context/worker-context.ts";
import { whileHeld } from "./turn.ts";

/** Lands a page while its sync is held: as it came, or piece by piece where it holds text that the database refuses. */
export async function landAnyhow(
  ctx: WorkerContext,
  hold: SyncHold,
  page: PageToLand,
): Promise<LandedPage> {
  try {
    return await whileHeld(ctx, hold, (tx) => landPage(tx, hold, page));
  } catch (error) {
    if (!isRefusedText(error)) throw error;
    return await whileHeld(ctx, hold, (tx) => landPageCarefully(tx, hold, page));
  }
}
