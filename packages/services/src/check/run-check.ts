/**
 * Runs a check: claims it, opens its token, asks Planhat, and decides. Whoever is killed in the middle leaves a row
 * that is free again within seconds; whoever lost the row commits nothing, since every write names the claim's epoch.
 */
import type { CheckHold, CheckRow } from "@churned/db";
import {
  asOperator,
  claimCheck,
  extendCheckLease,
  findConnection,
  findSealedCredential,
  insertProbe,
  notifyChange,
  releaseCheck,
  withTenant,
} from "@churned/db";
import {
  checkBudgetMs,
  deriveVerdict,
  outcomeOf,
  retryDelayMs,
  saveCheckBudgetMs,
} from "@churned/domain";
import { inspectToken } from "@churned/planhat-client/inspect-token";
import { asError } from "../context.ts";
import { keepLease, leaseMs } from "../keep-lease.ts";
import { hostOf, openCredential } from "../token/open-credential.ts";
import type { WorkerContext } from "../worker-context.ts";
import { concludeCheck } from "./conclude-check.ts";
import type { Answer } from "./probe-planhat.ts";
import type { Findings } from "./findings.ts";
import { probePlanhat } from "./probe-planhat.ts";

/** Runs the check `id`, if it is due and nobody else does. Resolves when it is concluded or given back. */
export async function runCheck(ctx: WorkerContext, id: string, signal: AbortSignal): Promise<void> {
  const now = ctx.now();
  const check = await asOperator(ctx.db, ctx.actor, (tx) =>
    claimCheck(tx, id, { now, until: new Date(now.getTime() + leaseMs) }),
  );
  if (check === undefined) return;
  const inTenant = <T>(work: Parameters<typeof withTenant<T>>[3]): Promise<T> =>
    withTenant(ctx.db, ctx.actor, check.tenantId, work);
  const hold: CheckHold = { id: check.id, epoch: check.epoch };
  await inTenant((tx) => notifyChange(tx, changeOf(check)));
  try {
    const findings = await keepLease(
      ctx,
      {
        renew: (until) => inTenant((tx) => extendCheckLease(tx, hold, until)),
        budgetMs: check.trigger === "save" ? saveCheckBudgetMs : checkBudgetMs,
        signal,
      },
      (leased) => findOut(ctx, check, leased),
    );
    // A worker that is shutting down gives the check back rather than judging half of it.
    if (signal.aborted) throw new Error("The worker is stopping.");
    await inTenant((tx) => concludeCheck(ctx, tx, check, findings));
    ctx.log.info(
      {
        checkId: id,
        trigger: check.trigger,
        verdict: findings.verdict.kind,
        attempt: check.attempt,
        durationMs: ctx.now().getTime() - now.getTime(),
      },
      "check done",
    );
  } catch (error) {
    await giveBack(ctx, check, asError(error), signal.aborted);
  }
}

const changeOf = (check: CheckRow) =>
  ({
    topic: "check",
    id: check.id,
    connectionId: check.connectionId,
    tenantId: check.tenantId,
  }) as const;

async function findOut(
  ctx: WorkerContext,
  check: CheckRow,
  signal: AbortSignal,
): Promise<Findings> {
  const { credential, connection } = await withTenant(
    ctx.db,
    ctx.actor,
    check.tenantId,
    async (tx) => ({
      credential: await findSealedCredential(tx, check.credentialId),
      connection: await findConnection(tx, check.connectionId),
    }),
  );
  if (credential === undefined || connection === undefined)
    throw new Error("The check's connection is gone.");
  let pasted: string;
  try {
    pasted = await openCredential(ctx, credential);
  } catch (error) {
    // A blob that does not open is our fault, never a bad token.
    ctx.log.error(
      { checkId: check.id, keyId: credential.keyId, err: asError(error) },
      "a sealed token does not open",
    );
    return { verdict: { kind: "our_fault", models: [] }, host: null, token: null };
  }
  const { token, problem } = inspectToken(pasted);
  if (token === null || problem !== null) {
    const kind = problem?.kind === "wrong_secret" ? "wrong_secret" : "malformed_token";
    return { verdict: { kind, models: [], detail: problem?.what ?? "" }, host: null, token: null };
  }

  const host = check.namedHost ?? hostOf(ctx, connection.host);
  const { host: answering, evidence } = await probePlanhat({
    plan: connection.plan,
    host,
    hostWasNamed: check.namedHost !== null,
    otherHosts: ctx.planhatHosts.filter((name) => name !== host),
    connect: (name) => ctx.connectPlanhat({ host: name, token, connectionId: connection.id }),
    onAnswer: (answer, isAccepted) => writeProbe(ctx, check, answer, isAccepted),
    signal,
  });
  return { verdict: deriveVerdict(evidence), host: answering, token: ctx.describeToken(token) };
}

async function writeProbe(
  ctx: WorkerContext,
  check: CheckRow,
  answer: Answer,
  isAccepted: boolean,
): Promise<void> {
  const { model, status, durationMs } = answer;
  await withTenant(ctx.db, ctx.actor, check.tenantId, async (tx) => {
    const outcome = outcomeOf(answer.kind, isAccepted);
    const isHeld = await insertProbe(tx, check, { model, outcome, status, durationMs });
    if (isHeld) await notifyChange(tx, changeOf(check));
  });
}

/** After this many attempts that ended in an error of ours, a check says so instead of trying for ever. */
const attemptsMax = 5;

/** An attempt that did not conclude is our own doing: the row says why, and when it is tried again. */
async function giveBack(
  ctx: WorkerContext,
  check: CheckRow,
  error: Error,
  isStopping: boolean,
): Promise<void> {
  const inTenant = <T>(work: Parameters<typeof withTenant<T>>[3]): Promise<T> =>
    withTenant(ctx.db, ctx.actor, check.tenantId, work);
  if (!isStopping)
    ctx.log.error(
      { checkId: check.id, attempt: check.attempt, err: error },
      "a check did not conclude",
    );
  const ageMs = ctx.now().getTime() - check.createdAt.getTime();
  const isSpent =
    check.attempt >= attemptsMax || (check.trigger === "save" && ageMs > saveCheckBudgetMs);
  if (isSpent && !isStopping) {
    const verdict = { kind: "our_fault", models: [] } as const;
    await inTenant((tx) => concludeCheck(ctx, tx, check, { verdict, host: null, token: null }));
    return;
  }
  const delayMs = isStopping ? 0 : retryDelayMs(check.attempt, ctx.random(), 500, 60_000);
  const nextAttemptAt = new Date(ctx.now().getTime() + delayMs);
  const reason = isStopping ? "The worker was stopped." : "Something on our side went wrong.";
  await inTenant((tx) => releaseCheck(tx, check, { nextAttemptAt, reason }));
  await ctx.hints.hint("check", check.id, { delayMs });
}
