import { forgetEvidence } from "@churned/db/check";
import { asOperator } from "@churned/db/client";
import { evidenceTtlMs } from "@churned/domain/check";
import type { ServiceContext } from "../context/context.ts";
import { timeBefore } from "../context/context.ts";

/**
 * Deletes the evidence (the requests to Planhat) of old checks. Their verdicts and their results for each model stay.
 * Returns the number of checks.
 */
export async function forgetOldEvidence(ctx: ServiceContext): Promise<number> {
  const request = { doneBefore: timeBefore(ctx, evidenceTtlMs), limit: 1_000 };
  return await asOperator(ctx.db, ctx.actor, (tx) => forgetEvidence(tx, request));
}
