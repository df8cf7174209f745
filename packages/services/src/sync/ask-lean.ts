/**
 * Asks for the lean list of companies before missing companies are removed: companies on that list are hidden, not
 * deleted.
 */
import type { SyncClaim } from "@churned/db/sync";
import { updateStream } from "@churned/db/sync";
import { PlanhatError } from "@churned/planhat-client";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { withSyncClaim } from "./claimed-sync.ts";

/**
 * The ids on the lean list. `cannot_tell` if this Planhat does not offer the list, `no_answer` if it did not arrive
 * now.
 */
export type LeanAnswer = readonly string[] | "cannot_tell" | "no_answer";

/**
 * Asks for the lean list. Throws FencedError or BudgetSpentError. All streams have ended, so no other failure changes
 * them.
 */
export async function askLean(
  ctx: WorkerContext,
  claim: SyncClaim,
  held: ActiveClient | undefined,
  signal: AbortSignal,
): Promise<LeanAnswer> {
  const active = await connectActive(
    ctx,
    { connectionId: claim.connectionId, work: { kind: "sync", id: claim.id } },
    (work) => withSyncClaim(ctx, claim, (tx) => work(tx)),
    held,
  );
  if (active === undefined) return "no_answer";
  try {
    const rows = await active.client.leanCompanies({ signal });
    return rows.flatMap(({ _id }) => (typeof _id === "string" ? [_id] : []));
  } catch (error) {
    if (signal.aborted || !(error instanceof PlanhatError)) throw error;
    const { kind, status = null } = error;
    ctx.log.warn({ syncId: claim.id, kind, status }, "Planhat gave no lean list of companies");
    return kind === "forbidden" || kind === "not_found" ? "cannot_tell" : "no_answer";
  } finally {
    const moreRequests = active.takeCalls();
    await withSyncClaim(ctx, claim, async (tx) =>
      updateStream(tx, claim.id, "company", { moreRequests }),
    );
  }
}
