/**
 * From all answers of a check to one verdict: pure and total.
 *
 * 401 and 403 are both ambiguous in Planhat's documentation, so no single answer decides. A token is known to be
 * good as soon as one model answers; it is known to be bad only when every answer of every host rejects it. As long as
 * one answer is missing (an outage, a throttle, our own fault), a doubt stays a doubt and is never a bad token.
 */
import type { ModelName, Plan } from "../models.ts";
import { plannedModels } from "../models.ts";
import type { Gap } from "./gaps.ts";
import { spellGap } from "./gaps.ts";
import type { Confidence, ProbeOutcome, Verdict, VerdictKind } from "./kinds.ts";
import { isInconclusive } from "./kinds.ts";
import { spellOwnWait } from "./verdict-detail.ts";

/** How one call to Planhat ended, by what it says about the token. */
export const answerKinds = [
  "rows",
  "no_rows",
  "rejected",
  "forbidden",
  "not_found",
  "throttled",
  // Our own limit of calls is reached: Planhat was not asked.
  "held_back",
  "planhat_failed",
  "unreachable",
  "timed_out",
  "unexpected_answer",
  "our_fault",
] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** Everything a check saw. */
export interface Evidence {
  readonly plan: Plan;
  /** The answers of the host that was probed in full, at most one for each planned model. */
  readonly answers: Partial<Record<ModelName, AnswerKind>>;
  /** One answer from each other host that was asked, in the order they were asked. */
  readonly otherHosts: readonly { readonly host: string; readonly answer: AnswerKind }[];
  /** True where the host that was probed in full accepted this very token before. */
  readonly isKnownHere?: boolean;
  /** Until when our own limit of calls holds back what was not asked. */
  readonly heldUntil?: Date;
  /** What is shown only in part, and nobody said yes to. */
  readonly gaps?: readonly Gap[];
  /** True where it is another Planhat than the one whose data landed, and nobody said yes to that. */
  readonly isOtherPlanhat?: boolean;
}

/** A verdict with what makes it one. */
export interface Judgement extends Verdict {
  readonly confidence: Confidence;
  /** True where the same check may end otherwise later with nothing changed by a person. */
  readonly waitingHelps: boolean;
  /** The answers that decided, of the host that was probed in full unless a host is named. */
  readonly because: readonly Because[];
}

/** One deciding answer. */
export interface Because {
  readonly host?: string;
  readonly model?: ModelName;
  readonly answer: AnswerKind;
}

/** True for an answer that proves the host knows the token. */
export function isAcceptance(answer: AnswerKind): boolean {
  return answer === "rows" || answer === "no_rows";
}

/** What an answer means for the model it came from, once it is known whether the token is accepted at all. */
export function outcomeOf(answer: AnswerKind | undefined, tokenAccepted: boolean): ProbeOutcome {
  switch (answer) {
    case "rows":
      return "allowed";
    case "no_rows":
      return "empty";
    case "forbidden":
      return "denied";
    case "rejected":
    case "not_found":
      return tokenAccepted ? "denied" : "unknown";
    default:
      return "unknown";
  }
}

// When nothing was decided, the cause that says most about whose fault it is comes first.
const doubts: readonly [AnswerKind, VerdictKind][] = [
  ["our_fault", "our_fault"],
  ["throttled", "throttled"],
  ["held_back", "throttled"],
  ["planhat_failed", "planhat_down"],
  ["unexpected_answer", "unexpected_answer"],
  // Where nothing is accepted, 404 is an address that is not Planhat's, and not a permission.
  ["not_found", "unexpected_answer"],
  ["unreachable", "unreachable"],
  ["timed_out", "unreachable"],
];

function doubtOf(answers: readonly AnswerKind[]): VerdictKind | undefined {
  return doubts.find(([answer]) => answers.includes(answer))?.[1];
}

/** The one verdict that a person who saw the same answers would give, with how sure they would be. */
export function deriveVerdict(evidence: Evidence): Judgement {
  const { plan, answers } = evidence;
  const given = plannedModels(plan).map((model) => ({
    model,
    answer: answers[model] ?? ("our_fault" as const),
  }));
  if (given.length === 0)
    return judge("our_fault", { confidence: "certain", because: [], models: [] });
  return given.some(({ answer }) => isAcceptance(answer))
    ? judgeAccepted(evidence, given)
    : judgeUnaccepted(evidence, given);
}

type Given = readonly { readonly model: ModelName; readonly answer: AnswerKind }[];

/** The token works: what is left to tell is what it may read. */
function judgeAccepted(evidence: Evidence, given: Given): Judgement {
  const { plan, gaps = [], isOtherPlanhat } = evidence;
  const denied = given.filter(({ answer }) => outcomeOf(answer, true) === "denied");
  const isRequired = ({ model }: { model: ModelName }): boolean => plan[model] === "required";
  // 403 is said of a permission; 401 and 404 are taken for one because the token works elsewhere.
  const confidence = denied.every(({ answer }) => answer === "forbidden") ? "certain" : "likely";

  const requiredDenied = denied.filter(isRequired);
  if (requiredDenied.length > 0)
    return judge("missing_permissions", { confidence, because: requiredDenied });
  const unanswered = given.filter(isRequired).filter(({ answer }) => !isAcceptance(answer));
  const doubt = doubtOf(unanswered.map(({ answer }) => answer));
  if (doubt !== undefined)
    return judge(doubt, {
      confidence: "likely",
      because: unanswered,
      models: [],
      ...ownWait(evidence, unanswered),
    });
  const accepting = given.filter(({ answer }) => isAcceptance(answer));
  if (isOtherPlanhat === true)
    return judge("different_planhat", { confidence: "likely", because: accepting, models: [] });
  const [gap] = gaps;
  if (gap !== undefined)
    return judge("restricted_view", {
      confidence: "likely",
      because: accepting,
      models: gaps.map(({ model }) => model),
      detail: spellGap(gap),
    });
  if (denied.length > 0) return judge("connected_partially", { confidence, because: denied });
  const isWhole = accepting.length === given.length;
  return judge("connected", {
    confidence: isWhole ? "certain" : "likely",
    because: accepting,
    models: [],
  });
}

/** Nothing was accepted: another host may know the token, something may be in the way, or it is no good. */
function judgeUnaccepted(evidence: Evidence, given: Given): Judgement {
  const { plan, otherHosts, isKnownHere = false } = evidence;
  const kinds = given.map(({ answer }) => answer);
  // Where no host was named, the one that knows the token is probed in full instead, and its answers are judged.
  const isUnknownHere = kinds.every((answer) => answer === "rejected");
  const knowing =
    otherHosts.find(({ answer }) => isAcceptance(answer)) ??
    otherHosts.find(({ answer }) => answer === "forbidden" && isUnknownHere);
  if (knowing !== undefined)
    return judge("wrong_region", {
      confidence: isAcceptance(knowing.answer) ? "certain" : "likely",
      because: [knowing],
      models: [],
      detail: knowing.host,
    });

  // Its own host knew the token and does so no more: what keeps another host from answering says nothing of it.
  if (isKnownHere && isUnknownHere)
    return judge("token_rejected", { confidence: "certain", because: given, models: [] });

  const all = [...given, ...otherHosts];
  const doubt = doubtOf(all.map(({ answer }) => answer));
  if (doubt !== undefined) {
    const isOneCause = new Set(kinds).size === 1 && doubtOf(kinds) === doubt;
    return judge(doubt, {
      confidence: isOneCause ? "certain" : "likely",
      because: all.filter(({ answer }) => doubtOf([answer]) === doubt),
      models: [],
      ...ownWait(evidence, all),
    });
  }

  // Only rejections are left. A host that forbids where others reject knows the token: it just may not read anything.
  const forbidding = given.filter(({ answer }) => answer === "forbidden");
  const othersReject = otherHosts.every(({ answer }) => answer === "rejected");
  if (forbidding.length > 0 && othersReject)
    return judge("missing_permissions", {
      confidence: forbidding.length === given.length ? "certain" : "likely",
      because: forbidding,
      models: plannedModels(plan).filter((model) => plan[model] === "required"),
    });
  // Only who knows a token can forbid. Where hosts do that cannot all know it, something on the way refuses us.
  const refusing = all.filter(({ answer }) => answer === "forbidden");
  return refusing.length > 0
    ? judge("unexpected_answer", { confidence: "likely", because: refusing, models: [] })
    : judge("token_rejected", { confidence: "certain", because: all, models: [] });
}

/** The detail of a wait that is ours alone: where Planhat asked to wait too, the wait is told as Planhat's. */
function ownWait({ heldUntil }: Evidence, given: readonly Because[]): { detail?: string } {
  const doubt = doubts.find(([kind]) => given.some(({ answer }) => answer === kind));
  return doubt?.[0] === "held_back" && heldUntil !== undefined
    ? { detail: spellOwnWait(heldUntil) }
    : {};
}

function judge(
  kind: VerdictKind,
  findings: {
    readonly confidence: Confidence;
    readonly because: readonly Because[];
    /** Default: those of `because`. */
    readonly models?: readonly ModelName[];
    readonly detail?: string;
  },
): Judgement {
  const { because, detail } = findings;
  return {
    kind,
    models: findings.models ?? because.flatMap(({ model }) => model ?? []),
    ...(detail === undefined ? {} : { detail }),
    confidence: findings.confidence,
    waitingHelps: isInconclusive(kind),
    because,
  };
}
