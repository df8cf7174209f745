/**
 * Runs a claimed check: opens its token, calls Planhat and derives the verdict. If the worker is killed, another worker
 * can claim the check within seconds. A worker that lost its claim commits nothing, because every write names the epoch
 * (the fencing token) of the claim.
 */
import type { CheckClaim, CheckRow, ClaimedCheck } from "@churned/db/check";
import { extendCheckLease, forgetProbes, releaseCheck } from "@churned/db/check";
import type { Tx } from "@churned/db/client";
import { withTenant } from "@churned/db/client";
import {
  checkAttemptsMax,
  checkBudgetMs,
  isAskedByPerson,
  saveCheckBudgetMs,
} from "@churned/domain/check";
import { retryDelayMs } from "@churned/domain/shared";
import { narrowPlan } from "@churned/domain/plan";
import type { RequestInfo } from "@churned/planhat-client";
import { inspectToken } from "@churned/planhat-client/inspect-token";
import { asError } from "../context/context.ts";
import type { FirstPatience } from "./first-patience.ts";
import { findRefusal, isRefusedWithOthers } from "./find-refusal.ts";
import { keepLease } from "../context/keep-lease.ts";
import { hostOf, openCredential } from "../token/open-credential.ts";
import { pauseAt } from "../context/pause-points.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { amendLater } from "./amend-later.ts";
import { concludeCheck, PlanChangedError } from "./conclude-check.ts";
import type { Findings } from "./findings.ts";
import { verdictAlone } from "./findings.ts";
import { createProbeWriter } from "./probe-writer.ts";
import { markRefusalsUncertain, probePlanhat } from "./probe-planhat.ts";
import type { RequestRecorder } from "./record-requests.ts";
import { createRequestRecorder } from "./record-requests.ts";

/**
 * A check that got its verdict or was released. `amended` resolves when the answers that came after the verdict have
 * been applied.
 */
export interface EndedCheck {
  readonly amended?: Promise<void>;
}

/**
 * Runs a claimed check. Resolves when the check has its verdict or is released. `patience` learns from its answers.
 * `onHeard` is called for every answer of Planhat.
 */
export async function runCheck(
  ctx: WorkerContext,
  work: ClaimedCheck,
  signal: AbortSignal,
  patience: FirstPatience,
  onHeard: () => void = () => undefined,
): Promise<EndedCheck> {
  const { check } = work;
  const { id } = check;
  const now = ctx.now();
  await pauseAt(ctx, "check claimed", check.connectionId);
  const inTenant = <T>(query: (tx: Tx) => Promise<T>): Promise<T> =>
    withTenant(ctx.db, ctx.actor, check.tenantId, query);
  const claim: CheckClaim = { id: check.id, epoch: check.epoch };
  const recorder = createRequestRecorder(onHeard);
  const late = new AbortController();
  let mayAmend = false;
  try {
    const findings = await keepLease(
      ctx,
      {
        renew: (until) => inTenant((tx) => extendCheckLease(tx, claim, until)),
        budgetMs: check.trigger === "save" ? saveCheckBudgetMs : checkBudgetMs,
        signal,
      },
      (leased) => collectFindings(ctx, work, recorder, { leased, late: late.signal }, patience),
    );
    // If the worker is stopping, it releases the check, because the answers are incomplete.
    if (signal.aborted) throw new Error("The worker is stopping.");
    await pauseAt(ctx, "all found out", check.connectionId);
    const verdict = await inTenant((tx) => concludeCheck(ctx, tx, check, findings));
    await pauseAt(ctx, "committed", check.connectionId);
    if (verdict === undefined) return {};
    const { trigger, attempt } = check;
    const doneAt = ctx.now().getTime();
    ctx.onCheckDone?.({
      trigger,
      verdict: verdict.kind,
      durationMs: doneAt - check.createdAt.getTime(),
    });
    ctx.log.info(
      {
        checkId: id,
        trigger,
        verdict: verdict.kind,
        attempt,
        durationMs: doneAt - now.getTime(),
      },
      "check done",
    );
    if (!("evidence" in findings.found) || findings.found.late === undefined) return {};
    mayAmend = true;
    const found = { ...findings, late: findings.found.late };
    return {
      amended: amendLater(ctx, check, verdict, found, recorder, signal).finally(() => late.abort()),
    };
  } catch (error) {
    await giveBack(ctx, check, asError(error), recorder, signal.aborted);
    return {};
  } finally {
    if (!mayAmend) late.abort();
  }
}

/** Whether the last token of this connection was refused. If so, the next token is more likely to be refused too. */
function wasRefused({ verdict, lastReplacementCheckId }: ClaimedCheck["connection"]): boolean {
  return verdict === "token_rejected" || lastReplacementCheckId !== null;
}

async function collectFindings(
  ctx: WorkerContext,
  work: ClaimedCheck,
  recorder: RequestRecorder,
  signals: { readonly leased: AbortSignal; readonly late: AbortSignal },
  patience: FirstPatience,
): Promise<Findings> {
  const { check, credential, connection } = work;
  let pasted: string;
  try {
    pasted = await openCredential(ctx, credential);
  } catch (error) {
    // If a sealed token cannot be opened, our side is at fault, never the token.
    ctx.log.error(
      { checkId: check.id, keyId: credential.keyId, err: asError(error) },
      "a sealed token does not open",
    );
    return verdictAlone({ kind: "our_fault", models: [] });
  }
  await pauseAt(ctx, "token opened", check.connectionId);
  const { token, problem, warnings } = inspectToken(pasted);
  if (token === null || problem !== null) {
    const kind = problem?.kind === "wrong_secret" ? "wrong_secret" : "malformed_token";
    return verdictAlone({ kind, models: [], detail: problem?.what ?? "" });
  }

  const host = check.namedHost ?? hostOf(ctx, connection.host);
  const writer = createProbeWriter(ctx, check, isAskedByPerson(check.trigger));
  const isProof = check.trigger === "rotation";
  const observe = (name: string) => {
    const record = recorder.observe(name);
    return (info: RequestInfo): void => {
      if (info.status !== null) patience.learn(name, info.durationMs);
      record(info);
    };
  };
  try {
    const seen = await probePlanhat({
      // For a replaced token, one call to the host that accepted it shows whether the token still works.
      plan: isProof ? narrowPlan(connection.plan, check.models) : connection.plan,
      listsCompanies: !isProof,
      host,
      hostWasNamed: check.namedHost !== null,
      hostIsKnown: check.namedHost !== null || connection.host !== null,
      otherHosts: isProof ? [] : ctx.planhatHosts.filter((name) => name !== host),
      connect: (name) =>
        ctx.connectPlanhat({
          host: name,
          token,
          connectionId: connection.id,
          work: { kind: "check", id: check.id },
          onRequest: observe(name),
        }),
      firstPatienceMs: patience.decide(
        host,
        isAskedByPerson(check.trigger) && !wasRefused(connection),
      ),
      onAnswer: (answer, isAccepted) => writer.add(answer, isAccepted),
      signal: signals.leased,
      lateSignal: signals.late,
    });
    await pauseAt(ctx, "models probed", check.connectionId);
    const isWithOthers = await isRefusedWithOthers(ctx, work, seen);
    const found = isWithOthers ? markRefusalsUncertain(seen) : seen;
    return {
      found,
      token: ctx.describeToken(token),
      warnings: warnings,
      sent: recorder.take(),
      retryAfterMs: found.waitMs,
      isRefusedWithOthers: isWithOthers,
      refusal: await findRefusal(ctx, work, found),
    };
  } finally {
    await writer.close();
  }
}

/** Releases a check that ended without a verdict. The row stores the reason, and when the next attempt is due. */
async function giveBack(
  ctx: WorkerContext,
  check: CheckRow,
  error: Error,
  recorder: RequestRecorder,
  isStopping: boolean,
): Promise<void> {
  const inTenant = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withTenant(ctx.db, ctx.actor, check.tenantId, work);
  const isReplanned = error instanceof PlanChangedError;
  const isOurs = !isStopping && !isReplanned;
  if (isOurs)
    ctx.log.error(
      { checkId: check.id, attempt: check.attempt, err: error },
      "a check did not conclude",
    );
  const at = ctx.now();
  const ageMs = at.getTime() - check.createdAt.getTime();
  const isSpent =
    check.attempt >= checkAttemptsMax || (check.trigger === "save" && ageMs > saveCheckBudgetMs);
  const sent = recorder.take();
  if (isSpent && isOurs) {
    await inTenant((tx) =>
      concludeCheck(ctx, tx, check, verdictAlone({ kind: "our_fault", models: [] }, sent)),
    );
    return;
  }
  const delayMs = isOurs ? retryDelayMs(check.attempt, ctx.random(), 500, 60_000) : 0;
  const nextAttemptAt = new Date(at.getTime() + delayMs);
  const reason = isReplanned
    ? error.message
    : isStopping
      ? "The worker was stopped."
      : "Something on our side went wrong.";
  const attempts = [...sent.attempts, { at: at.toISOString(), reason, waitMs: delayMs }];
  await inTenant(async (tx) => {
    const release = { nextAttemptAt, reason, requests: sent.requests, attempts };
    // The release does nothing if another worker has claimed the check in the meantime.
    if ((await releaseCheck(tx, check, release)) && isReplanned) forgetProbes(tx, check.id);
  });
}
