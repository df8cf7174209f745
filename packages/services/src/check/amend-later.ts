import type { CheckRow } from "@churned/db/check";
import { withTenant } from "@churned/db/client";
import type { Verdict } from "@churned/domain/verdict";
import { asError } from "../context/context.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { concludeCheck } from "./conclude-check.ts";
import type { Findings } from "./findings.ts";
import type { Probing } from "./probe-planhat.ts";
import type { RequestRecorder } from "./record-requests.ts";

/** How long to wait for answers after the verdict. */
const lateMs = 30_000;

/**
 * Amends a verdict with answers that arrive after it: a long lean list (all companies in one answer), and wanted (not
 * required) models that had not answered. Never rejects.
 */
export async function amendLater(
  ctx: WorkerContext,
  check: CheckRow,
  given: Verdict,
  findings: Findings & { readonly late: Promise<Probing | null> },
  recorder: RequestRecorder,
  signal: AbortSignal,
): Promise<void> {
  const { late, ...before } = findings;
  const over = AbortSignal.any([signal, AbortSignal.timeout(lateMs)]);
  const ended = new Promise<null>((resolve) => {
    if (over.aborted) resolve(null);
    over.addEventListener("abort", () => resolve(null), { once: true });
  });
  const found = await Promise.race([late, ended]);
  if (found === null) return;
  try {
    await withTenant(ctx.db, ctx.actor, check.tenantId, (tx) =>
      concludeCheck(ctx, tx, check, { ...before, found, sent: recorder.take() }, given),
    );
  } catch (error) {
    ctx.log.warn({ checkId: check.id, err: asError(error) }, "could not amend a verdict");
  }
}
