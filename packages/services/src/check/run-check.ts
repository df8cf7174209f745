/**
 * Runs a claimed check: opens its token, asks Planhat, and decides. Whoever is killed in the middle leaves a row
 * that is free again within seconds; whoever lost the row commits nothing, since every write names the claim's epoch.
 */
import type { CheckClaim, CheckRow, ClaimedCheck } from "@churned/db/check";
import type { Tx } from "@churned/db/client";
import { extendCheckLease, forgetProbes, releaseCheck } from "@churned/db/check";
import { withTenant } from "@churned/db/client";
import {
  checkBudgetMs,
  isAskedByPerson,
  retryDelayMs,
  saveCheckBudgetMs,
} from "@churned/domain/check";
import { narrowPlan } from "@churned/domain/plan";
import { inspectToken } from "@churned/planhat-client/inspect-token";
import { asError } from "../context/context.ts";
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
 * How long a token's first two models are waited for before all others are asked too: hardly at all where a person waits
 * for a token that is most likely good, and long enough for an answer where nobody waits, or the last one was refused.
 */
const firstPatienceMs = { hopeful: 60, uncertain: 1_000 };

/** A check that was concluded or given back. `amended` resolves when what comes after its verdict has come. */
export interface EndedCheck {
  readonly amended?: Promise<void>;
}

/** Runs a claimed check. Resolves when it is concluded or given back. `onHeard` is told of every answer of Planhat's. */
export async function runCheck(
  ctx: WorkerContext,
  work: ClaimedCheck,
  signal: AbortSignal,
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
      (leased) => findOut(ctx, work, recorder, { leased, late: late.signal }),
    );
    // A worker that is shutting down gives the check back rather than judging half of it.
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

/** The last token that was tried here was refused: the next one is likelier to be. */
function wasRefused({ verdict, lastReplacementCheckId }: ClaimedCheck["connection"]): boolean {
  return verdict === "token_rejected" || lastReplacementCheckId !== null;
}

async function findOut(
  ctx: WorkerContext,
  work: ClaimedCheck,
  recorder: RequestRecorder,
  signals: { readonly leased: AbortSignal; readonly late: AbortSignal },
): Promise<Findings> {
  const { check, credential, connection } = work;
  let pasted: string;
  try {
    pasted = await openCredential(ctx, credential);
  } catch (error) {
    // A blob that does not open is our fault, never a bad token.
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
  try {
    const seen = await probePlanhat({
      // Whether a replaced token is dead, one call to the host that knew it tells.
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
          onRequest: recorder.observe(name),
        }),
      firstPatienceMs:
        isAskedByPerson(check.trigger) && !wasRefused(connection)
          ? firstPatienceMs.hopeful
          : firstPatienceMs.uncertain,
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

/** After this many attempts that ended in an error of ours, a check says so instead of trying for ever. */
const attemptsMax = 5;

/** An attempt that did not conclude is our own doing: the row says why, and when it is tried again. */
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
    check.attempt >= attemptsMax || (check.trigger === "save" && ageMs > saveCheckBudgetMs);
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
    // What another has claimed meanwhile is theirs.
    if ((await releaseCheck(tx, check, release)) && isReplanned) forgetProbes(tx, check.id);
  });
  await ctx.hints.hint("check", check.id, { delayMs });
}
