import { asOperator } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import {
  isPolicyOn,
  listPolicyRows as listRows,
  listApprovableRequests,
  savePolicy,
} from "@churned/db/sync";
import type { PolicyName } from "@churned/domain/sync";
import { AppError } from "@churned/domain/shared";
import type { PolicyBody, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator, userIdOf } from "../context/context.ts";
import { approveSyncRequest } from "./decide-sync-request.ts";

/** Lists the policies: what Churned does automatically. */
export async function listPolicies(ctx: ServiceContext): Promise<ResponseOf<"listPolicies">> {
  requireOperator(ctx);
  return { items: (await asOperator(ctx.db, ctx.actor, listRows)).map(presentPolicy) };
}

/** Switches a policy (an automatic action) on or off. */
export async function setPolicy(
  ctx: ServiceContext,
  input: { readonly name: PolicyName; readonly isOn: boolean },
): Promise<ResponseOf<"setPolicy">> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    await savePolicy(tx, { ...input, changedBy: userIdOf(ctx.actor) ?? null, at: ctx.now() });
    addAudit(tx, {
      tenantId: null,
      action: `policy.${input.isOn ? "on" : "off"}`,
      subjectId: input.name,
      request: ctx.request,
    });
    return { items: (await listRows(tx)).map(presentPolicy) };
  });
}

function presentPolicy(row: Awaited<ReturnType<typeof listRows>>[number]): PolicyBody {
  return { ...row, changedAt: row.changedAt?.toISOString() ?? null };
}

/**
 * Approves waiting sync requests if operators have switched this policy on. Returns the number of approved requests.
 */
export async function approveWaitingRequests(ctx: ServiceContext): Promise<number> {
  const waiting = await asOperator(ctx.db, ctx.actor, async (tx) =>
    (await isPolicyOn(tx, "approve_sync_requests")) ? await listApprovableRequests(tx, 100) : [],
  );
  let approved = 0;
  for (const id of waiting)
    try {
      await approveSyncRequest(ctx, { id });
      approved += 1;
    } catch (error) {
      // The connection does not work now. Its request stays waiting and is tried again.
      if (!(error instanceof AppError && error.code === "CONFLICT")) throw error;
    }
  return approved;
}
