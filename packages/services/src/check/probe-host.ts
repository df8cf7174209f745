/**
 * Asks one host with one token. Two models go first: where both reject the token, nothing else is asked. What else is
 * planned goes out together as soon as one of them answers anything else, or after a moment of silence.
 *
 * Why two: 401 is said of the token before Planhat looks at what is asked for, but no source rules out that it is said of
 * a missing permission too. A token that may be good is destroyed by this answer, so one model alone does not decide.
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
  /** Those that came, at most one for each planned model. */
  readonly answers: readonly Answer[];
  readonly samples: Partial<Record<ModelName, Sample>>;
  /** The lean list. */
  readonly listing: Promise<Listing>;
  /** Wanted models that are still silent when all others have answered. */
  readonly pending: readonly ModelName[];
  /** True where its rejections were put in doubt: it accepted the token a moment before. */
  readonly isUncertain?: boolean;
  /** All answers, where some are pending. */
  readonly whole: Promise<Pick<HostAnswers, "answers" | "samples">>;
}

/** What is asked of a host, and how long for. */
export interface HostQuestion {
  readonly plan: Plan;
  /** False spares the lean list of companies. */
  readonly listsCompanies: boolean;
  /** How long the first two are waited for before the others are asked too; 0 asks all at once. */
  readonly firstPatienceMs: number;
  /** Told of answers as they come, until the result is given, and whether the token is accepted. */
  readonly onAnswer: (answer: Answer, tokenAccepted: boolean) => void;
  readonly signal: AbortSignal;
  /** Ends a lean list that comes after everything else. */
  readonly lateSignal: AbortSignal;
}

/**
 * Wanted models that are silent are waited for as long after the last other answer. Where most are silent, it is not they
 * that are slow, but their host, or we: then all are waited for.
 */
const silenceMs = 700;
const nothingListed = Promise.resolve<Listing>({ lean: null, isWhole: false });

/** Asks a host as its module says. Never throws. */
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
  const unshown: Answer[] = [];
  let isAccepted = false;
  let isGiven = false;
  let hear = Promise.withResolvers<void>();

  async function ask(model: ModelName): Promise<void> {
    const limits = { signal, attemptTimeoutMs, timeoutMs };
    const { answer, sample } = await askModel(client, model, limits);
    answers.push(answer);
    if (sample !== undefined) samples[model] = sample;
    if (model === "company") companies.resolve(sample);
    isAccepted ||= isAcceptance(answer.kind);
    unshown.push(answer);
    // A rejection says nothing about a model until it is known that the token works elsewhere.
    if (isAccepted && !isGiven) for (const one of unshown.splice(0)) onAnswer(one, true);
    hear.resolve();
  }
  /** Resolves with the next answer; false where none came in time. */
  async function next(patienceMs: number): Promise<boolean> {
    hear = Promise.withResolvers<void>();
    return (await waitAtMost(hear.promise, patienceMs)) !== "late";
  }
  const isSilent = (model: ModelName): boolean => answers.every((one) => one.model !== model);
  const isOnlyRejected = (): boolean => answers.every(({ kind }) => isRejection(kind));
  const isRejected = (): boolean => !first.some(isSilent) && isOnlyRejected();
  function give(pending: readonly ModelName[], listing = nothingListed): HostAnswers {
    for (const answer of unshown.splice(0)) onAnswer(answer, isAccepted);
    isGiven = true;
    const whole = asking.then(() => ({ answers, samples }));
    return { answers: [...answers], samples: { ...samples }, listing, pending, whole };
  }

  let asking: Promise<unknown> = Promise.all(first.map(ask));
  const othersAt = performance.now() + firstPatienceMs;
  const isOpen = (): boolean => firstPatienceMs > 0 && isOnlyRejected() && !isRejected();
  const leftMs = (): number => Math.max(0, othersAt - performance.now());
  while (isOpen() && (await next(leftMs())));
  if (isRejected()) return give([]);
  // First, for it is the longest.
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
    const isHeard = await next(mustWait && !isRefused ? Infinity : silenceMs);
    if (!isHeard && !isRefused) return give(planned.filter(isSilent), listing);
    if (isRejected() || !isHeard) {
      // What has not answered by then decides nothing any more.
      const given = give([]);
      decided.abort();
      return given;
    }
  }
  return give([], listing);
}
