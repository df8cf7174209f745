/**
 * Runs a claimed check: opens its token, asks Planhat, and decides. Whoever is killed in the middle leaves a row
 * that is free again within seconds; whoever lost the row commits nothing, since every write names the claim's epoch.
 */
import type { CheckHold, CheckRow, ClaimedCheck, Tx } from "@churned/db";
import { extendCheckLease, forgetProbes, releaseCheck, withTenant } from "@churned/db";
import type { VerdictKind } from "@churned/domain";
import {
  checkBudgetMs,
  isAskedByPerson,
  narrowPlan,
  retryDelayMs,
  saveCheckBudgetMs,
} from "@churned/domain";
import { inspectToken } from "@churned/planhat-client/inspect-token";
import { asError } from "../context.ts";
import { findRefusal, isRefusedWithOthers } from "../incident/find-refusal.ts";
import { keepLease } from "../keep-lease.ts";
import { hostOf, openCredential } from "../token/open-credential.ts";
import { pauseAt } from "../pause-points.ts";
import type { WorkerContext } from "../worker-context.ts";
import { concludeCheck, PlanChangedError } from "./conclude-check.ts";
import type { Findings } from "./findings.ts";
import { verdictAlone } from "./findings.ts";
import { createProbeWriter } from "./probe-writer.ts";
import { addListing, doubtRefusals, probePlanhat } from "./probe-planhat.ts";
import type { RequestRecorder } from "./record-requests.ts";
import { createRequestRecorder } from "./record-requests.ts";

/** A lean list that comes after the verdict is waited for this long. */
const lateMs = 30_000;

/** Runs a claimed check. Resolves when it is concluded or given back. */
export async function runCheck(
  ctx: WorkerContext,
  work: ClaimedCheck,
  signal: AbortSignal,
): Promise<void> {
  const { check } = work;
  const { id } = check;
  const now = ctx.now();
  await pauseAt(ctx, "check claimed", check.connectionId);
  const inTenant = <T>(query: (tx: Tx) => Promise<T>): Promise<T> =>
    withTenant(ctx.db, ctx.actor, check.tenantId, query);
  const hold: CheckHold = { id: check.id, epoch: check.epoch };
  const recorder = createRequestRecorder();
  const late = new AbortController();
  try {
    const findings = await keepLease(
      ctx,
      {
        renew: (until) => inTenant((tx) => extendCheckLease(tx, hold, until)),
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
    if (verdict === undefined) return;
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
    await amendLater(
      ctx,
      check,
      verdict.kind,
      findings,
      recorder,
      AbortSignal.any([signal, AbortSignal.timeout(lateMs)]),
    );
  } catch (error) {
    await giveBack(ctx, check, asError(error), recorder, signal.aborted);
  } finally {
    late.abort();
  }
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
      onAnswer: (answer, isAccepted) => writer.add(answer, isAccepted),
      signal: signals.leased,
      lateSignal: signals.late,
    });
    await pauseAt(ctx, "models probed", check.connectionId);
    const isWithOthers = await isRefusedWithOthers(ctx, work, seen);
    const found = isWithOthers ? doubtRefusals(seen) : seen;
    return {
      found,
      token: ctx.describeToken(token),
      doubts: warnings,
      sent: recorder.take(),
      retryAfterMs: found.waitMs,
      isRefusedWithOthers: isWithOthers,
      refusal: await findRefusal(ctx, work, found),
    };
  } finally {
    await writer.close();
  }
}

/** A long lean list may come after the verdict; where it shows what nobody knew, the verdict is amended. */
async function amendLater(
  ctx: WorkerContext,
  check: CheckRow,
  given: VerdictKind,
  findings: Findings,
  recorder: RequestRecorder,
  signal: AbortSignal,
): Promise<void> {
  if (!("evidence" in findings.found) || findings.found.lateCompanies === undefined) return;
  const { lateCompanies, ...found } = findings.found;
  const ended = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  const listing = await Promise.race([lateCompanies, ended]);
  if (listing === null || listing.lean === null) return;
  const whole = addListing(found, listing);
  try {
    await withTenant(ctx.db, ctx.actor, check.tenantId, (tx) =>
      concludeCheck(ctx, tx, check, { ...findings, found: whole, sent: recorder.take() }, given),
    );
  } catch (error) {
    ctx.log.warn({ checkId: check.id, err: asError(error) }, "a late list of companies was lost");
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
