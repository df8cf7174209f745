/**
 * Reads the lean list (`/leancompanies`, all companies in one answer) before missing companies are removed. If the lean
 * list has a missing company, the company is not deleted but hidden from the token.
 */
import type { SyncClaim } from "@churned/db/sync";
import { updateStream } from "@churned/db/sync";
import { PlanhatError } from "@churned/planhat-client";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { withSyncClaim } from "./claimed-sync.ts";

/**
 * The ids in the lean list. `cannot_tell` if this Planhat does not offer the list; `no_answer` if the list did not
 * arrive this time.
 */
export type LeanAnswer = readonly string[] | "cannot_tell" | "no_answer";

/**
 * Reads the lean list. Throws FencedError if the claim is lost, or BudgetSpentError if the call must wait. Any other
 * failure changes no stream, because all streams have ended.
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
