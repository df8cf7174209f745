/**
 * Probes one host with one token. Two models are called first. If both reject the token, no other call is made. All
 * other planned models are called together as soon as one of the two answers anything else, or after a short silence.
 *
 * Why two: Planhat answers 401 for a token before it looks at the request. But no source rules out that it also answers
 * 401 for a missing permission. A rejection destroys a token that may be good, so one model alone does not decide.
 */
import type { ModelName, Plan } from "@churned/domain/plan";
import type { Sample } from "@churned/domain/verdict";
import { plannedModels } from "@churned/domain/plan";
import { isAcceptance, isRejection } from "@churned/domain/verdict";
import type { PlanhatClient } from "@churned/planhat-client";
import type { Answer, Listing } from "./ask-model.ts";
import { askModel, attemptTimeoutMs, listLean, timeoutMs } from "./ask-model.ts";
import { waitAtMost } from "./wait-at-most.ts";

/** What a host answered. */
export interface HostAnswers {
  /** The answers so far, at most one for each planned model. */
  readonly answers: readonly Answer[];
  readonly samples: Partial<Record<ModelName, Sample>>;
  /** The lean list of companies. */
  readonly listing: Promise<Listing>;
  /** Wanted models that have not answered although all others have. */
  readonly pending: readonly ModelName[];
  /** True if rejections are unreliable, because the host accepted the token a moment before. */
  readonly isUncertain?: boolean;
  /** Resolves with all answers, the pending ones included. */
  readonly whole: Promise<Pick<HostAnswers, "answers" | "samples">>;
}

/** What to ask a host, and for how long. */
export interface HostQuestion {
  readonly plan: Plan;
  /** False skips the lean list of companies. */
  readonly listsCompanies: boolean;
  /** How long to wait for the first two models before the others are called too; 0 calls all at once. */
  readonly firstPatienceMs: number;
  /** Called for each answer until the result is returned, and told whether the token is accepted. */
  readonly onAnswer: (answer: Answer, tokenAccepted: boolean) => void;
  readonly signal: AbortSignal;
  /** Aborts a lean list that arrives after all other answers. */
  readonly lateSignal: AbortSignal;
}

/**
 * How long to wait for wanted models that are silent, counted from the last other answer. If most models are silent,
 * the host or our own side is slow, not the models: then all are waited for.
 */
const silenceMs = 700;
const nothingListed = Promise.resolve<Listing>({ lean: null, isWhole: false });

/** Probes a host as described above. Never throws. */
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
    const limits = { signal, attemptTimeoutMs, timeoutMs };
    const { answer, sample } = await askModel(client, model, limits);
    answers.push(answer);
    if (sample !== undefined) samples[model] = sample;
    if (model === "company") companies.resolve(sample);
    isAccepted ||= isAcceptance(answer.kind);
    unreported.push(answer);
    // A rejection says nothing about a model until it is known whether the token works for another.
    if (isAccepted && !isReturned) for (const one of unreported.splice(0)) onAnswer(one, true);
    nextAnswer.resolve();
  }
  /** Resolves with true at the next answer, or with false if none arrives in time. */
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
  // Start the lean list first, because it takes longest.
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
      // Answers that are still missing would change nothing.
      const given = makeResult([]);
      decided.abort();
      return given;
    }
  }
  return makeResult([], listing);
}
