/**
 * Tests one token on one host. Two models are called first. If the host rejects the token for both, no other call is
 * made. As soon as one of the two gets any other answer, or neither answers for a short time, all other planned models
 * are called together.
 *
 * Two models are needed because of the meaning of 401. Planhat answers 401 for an invalid token before it looks at the
 * request. But no source excludes that Planhat also answers 401 for a missing permission. A rejection destroys the
 * token, and the token may be valid, so one model alone does not decide.
 */
import type { ModelName, Plan } from "@churned/domain/plan";
import type { Sample } from "@churned/domain/verdict";
import { plannedModels } from "@churned/domain/plan";
import { isAcceptance, isRejection } from "@churned/domain/verdict";
import type { PlanhatClient } from "@churned/planhat-client";
import type { Answer, Listing } from "./ask-model.ts";
import { askModel, listLean } from "./ask-model.ts";
import { waitAtMost } from "./wait-at-most.ts";
import { probeAttemptTimeoutMs, probeTimeoutMs } from "@churned/domain/check";

/** The answers of a host. */
export interface HostAnswers {
  /** The answers so far, at most one for each planned model. */
  readonly answers: readonly Answer[];
  readonly samples: Partial<Record<ModelName, Sample>>;
  /** The lean list: all companies in one answer. */
  readonly listing: Promise<Listing>;
  /** The wanted (not required) models that have not answered although all other models have. */
  readonly pending: readonly ModelName[];
  /** True if rejections are unreliable, because the host accepted the token a moment before. */
  readonly isUncertain?: boolean;
  /** Resolves with all answers, including those of the pending models. */
  readonly whole: Promise<Pick<HostAnswers, "answers" | "samples">>;
}

/** What to ask a host, and the time limits. */
export interface HostQuestion {
  readonly plan: Plan;
  /** If false, the lean list (all companies in one answer) is not read. */
  readonly listsCompanies: boolean;
  /** How long to wait for the first two models before the other models are called; 0 calls all models at once. */
  readonly firstPatienceMs: number;
  /**
   * Called for each answer until the result is returned. The second argument says whether the host accepts the token.
   */
  readonly onAnswer: (answer: Answer, tokenAccepted: boolean) => void;
  readonly signal: AbortSignal;
  /** Aborts a lean list that is still being read after all other answers have arrived. */
  readonly lateSignal: AbortSignal;
}

/**
 * How long to wait for wanted models that do not answer, counted from the last answer of another model. If most models
 * do not answer, the host or our own side is slow. Then all models are waited for.
 */
const silenceMs = 700;
const nothingListed = Promise.resolve<Listing>({ lean: null, isWhole: false });

/** Tests a token on a host, as the comment at the top of the file describes. Never throws. */
export async function probeHost(
  client: PlanhatClient,
  question: HostQuestion,
): Promise<HostAnswers> {
  const { plan, listsCompanies, firstPatienceMs, onAnswer } = question;
  const planned = plannedModels(plan);
  const required = planned.filter((model) => plan[model] === "required");
  const first = [...new Set([...required, ...planned])].slice(0, 2);
  const decided = new AbortController();
  const signal = AbortSignal.any([question.signal, decided.signal]);
  const answers: Answer[] = [];
  const samples: Partial<Record<ModelName, Sample>> = {};
  const companies = Promise.withResolvers<Sample | undefined>();
  const unreported: Answer[] = [];
  let isAccepted = false;
  let isReturned = false;
  let nextAnswer = Promise.withResolvers<void>();

  async function ask(model: ModelName): Promise<void> {
    const limits = {
      signal,
      attemptTimeoutMs: probeAttemptTimeoutMs,
      timeoutMs: probeTimeoutMs,
    };
    const { answer, sample } = await askModel(client, model, limits);
    answers.push(answer);
    if (sample !== undefined) samples[model] = sample;
    if (model === "company") companies.resolve(sample);
    isAccepted ||= isAcceptance(answer.kind);
    unreported.push(answer);
    // A rejection says nothing about one model until it is known whether the token works for another model.
    if (isAccepted && !isReturned) for (const one of unreported.splice(0)) onAnswer(one, true);
    nextAnswer.resolve();
  }
  /** Resolves with true at the next answer, or with false if no answer arrives in time. */
  async function next(patienceMs: number): Promise<boolean> {
    nextAnswer = Promise.withResolvers<void>();
    return (await waitAtMost(nextAnswer.promise, patienceMs)) !== "late";
  }
  const isSilent = (model: ModelName): boolean => answers.every((one) => one.model !== model);
  const isOnlyRejected = (): boolean => answers.every(({ kind }) => isRejection(kind));
  const isRejected = (): boolean => !first.some(isSilent) && isOnlyRejected();
  function makeResult(pending: readonly ModelName[], listing = nothingListed): HostAnswers {
    for (const answer of unreported.splice(0)) onAnswer(answer, isAccepted);
    isReturned = true;
    const whole = asking.then(() => ({ answers, samples }));
    return { answers: [...answers], samples: { ...samples }, listing, pending, whole };
  }

  let asking: Promise<unknown> = Promise.all(first.map(ask));
  const othersAt = performance.now() + firstPatienceMs;
  const isOpen = (): boolean => firstPatienceMs > 0 && isOnlyRejected() && !isRejected();
  const leftMs = (): number => Math.max(0, othersAt - performance.now());
  while (isOpen() && (await next(leftMs())));
  if (isRejected()) return makeResult([]);
  // Start the lean list first, because it takes the longest time.
  const listing =
    listsCompanies && planned.includes("company")
      ? listLean(client, companies.promise, question.lateSignal)
      : nothingListed;
  const rest = planned.filter((model) => !first.includes(model));
  asking = Promise.all([asking, ...rest.map(ask)]);
  while (planned.some(isSilent)) {
    const isRefused = answers.length >= first.length && isOnlyRejected();
    const isMost = planned.filter(isSilent).length > planned.length / 2;
    const mustWait = required.some(isSilent) || isMost;
    const hasAnswered = await next(mustWait && !isRefused ? Infinity : silenceMs);
    if (!hasAnswered && !isRefused) return makeResult(planned.filter(isSilent), listing);
    if (isRejected() || !hasAnswered) {
      // The missing answers would not change the verdict.
      const given = makeResult([]);
      decided.abort();
      return given;
    }
  }
  return makeResult([], listing);
}
