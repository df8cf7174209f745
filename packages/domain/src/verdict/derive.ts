/**
 * From all answers of a check to one verdict: pure and total.
 *
 * 401 and 403 are both ambiguous in Planhat's documentation, so no single answer decides. A token is known to be
 * good as soon as one model answers; it is known to be bad only when every host rejects it in Planhat's words. An outage,
 * a throttle or our own fault of the host that is this customer's keeps the question open. Where that host rejects the
 * token and only others say nothing, that is told as the doubt it is: `token_rejected`, likely, with who said what.
 */
import type { ModelName } from "../plan/models.ts";
import { plannedModels } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import {
  inconclusiveOf,
  findInconclusive,
  isAcceptance,
  isOurs,
  isRejection,
  outcomeOf,
} from "./answers.ts";
import type { Evidence } from "./evidence.ts";
import { spellGap } from "./gaps.ts";
import type { HostAnswer } from "./host-answers.ts";
import { spellHosts } from "./host-answers.ts";
import type { Because, Judgement } from "./judgement.ts";
import { judge } from "./judgement.ts";
import type { VerdictKind } from "./kinds.ts";
import { verdictTable } from "./kinds.ts";
import { spellOwnWait, spellPending } from "./verdict-detail.ts";

/** The one verdict that a person who saw the same answers would give, with how sure they would be. */
export function deriveVerdict(evidence: Evidence): Judgement {
  const { pending = [], isUncertain = false } = evidence;
  const answers = Object.values(evidence.answers);
  const isAccepted = answers.some(isAcceptance);
  // What rejects the token for one model need not be asked for the others; else each must have been.
  const isSpared = !isAccepted && (isUncertain || answers.some(isRejection));
  const given = plannedModels(evidence.plan).flatMap((model) => {
    const silent = pending.includes(model) ? "timed_out" : isSpared ? undefined : "our_fault";
    const answer = evidence.answers[model] ?? silent;
    return answer === undefined ? [] : { model, answer };
  });
  if (given.length === 0)
    return judge("our_fault", { confidence: "certain", because: [], models: [] });
  const judged = isAccepted ? judgeAccepted(evidence, given) : judgeUnaccepted(evidence, given);
  const detail = spellPending(pending, judged.detail);
  return detail === undefined ? judged : { ...judged, detail };
}

type Given = readonly { readonly model: ModelName; readonly answer: AnswerKind }[];

/** The token works: what is left to tell is what it may read. */
function judgeAccepted(evidence: Evidence, given: Given): Judgement {
  const { plan, host, gaps = [], isOtherPlanhat } = evidence;
  const denied = given.filter(({ answer }) => outcomeOf(answer, true) === "denied");
  const isRequired = ({ model }: { model: ModelName }): boolean => plan[model] === "required";
  // Planhat's own 403 is said of a permission; anything else is taken for one because the token works elsewhere.
  const confidence = denied.every(({ answer }) => answer === "forbidden") ? "certain" : "likely";

  const requiredDenied = denied.filter(isRequired);
  if (requiredDenied.length > 0) {
    const unproven = requiredDenied.filter(({ answer }) => answer !== "forbidden");
    const said = unproven.map(({ answer }) => ({ host, answer }));
    return judge("missing_permissions", {
      confidence,
      because: requiredDenied,
      ...(said.length === 0 ? {} : { detail: spellHosts(said) }),
    });
  }
  const unanswered = given.filter(isRequired).filter(({ answer }) => !isAcceptance(answer));
  const inconclusive = inconclusiveOf(unanswered.map(({ answer }) => answer));
  if (inconclusive !== undefined)
    return judge(inconclusive, {
      confidence: "likely",
      because: unanswered,
      ...tellHosts(
        inconclusive,
        unanswered.map(({ answer }) => ({ host, answer })),
      ),
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
      models: gaps
        .filter(({ kind }) => (kind === "none_shown") === (gap.kind === "none_shown"))
        .map(({ model }) => model),
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
  const { plan, host, otherHosts, isKnownHere = false, isUncertain = false } = evidence;
  const kinds = given.map(({ answer }) => answer);
  const isUnknownHere = kinds.every(isRejection);
  const accepting = otherHosts.find(({ answer }) => isAcceptance(answer));
  const forbidding = otherHosts.filter(({ answer }) => answer === "forbidden");
  // Only who knows a token can forbid, and one host knows it. Where several forbid, something on the way refuses us.
  const isForbidden = isUnknownHere && forbidding.length === 1;
  // Where no host was named, the one that knows the token is probed in full instead, and its answers are judged.
  const knowing = accepting ?? (isForbidden ? forbidding[0] : undefined);
  if (knowing !== undefined)
    return judge("wrong_region", {
      confidence: accepting === undefined ? "likely" : "certain",
      because: [knowing],
      models: [],
      detail: knowing.host,
    });
  // Its own host knew the token and does so no more: what keeps another host from answering says nothing of it.
  if (isKnownHere && isUnknownHere) return judgeRejected(evidence, given);

  const inconclusive = inconclusiveOf(kinds);
  if (inconclusive !== undefined) {
    const open = given.filter(({ answer }) => inconclusiveOf([answer]) === inconclusive);
    const said = open.map(({ answer }) => ({ host, answer }));
    return judge(inconclusive, {
      confidence: new Set(kinds).size === 1 ? "certain" : "likely",
      because: open,
      models: open.length === given.length ? [] : open.map(({ model }) => model),
      // Planhat did answer, and was not believed: which host's answer is not its own is not known.
      ...(isUncertain ? {} : tellHosts(inconclusive, [...said, ...otherHosts])),
      ...ownWait(evidence, open),
    });
  }
  // Where we did not ask, no other host is to blame.
  const unasked = otherHosts.filter(({ answer }) => isOurs(answer));
  const ours = inconclusiveOf(unasked.map(({ answer }) => answer));
  if (ours !== undefined)
    return judge(ours, {
      confidence: "likely",
      because: unasked,
      models: [],
      ...ownWait(evidence, unasked),
    });

  const forbiddenHere = given.filter(({ answer }) => answer === "forbidden");
  if (forbidding.length > 0)
    return judge("unexpected_answer", {
      confidence: "likely",
      because: [...forbiddenHere, ...forbidding],
      models: [],
    });
  if (forbiddenHere.length === 0) return judgeRejected(evidence, given);
  const isCertain =
    forbiddenHere.length === given.length &&
    otherHosts.every(({ answer }) => answer === "rejected");
  return judge("missing_permissions", {
    confidence: isCertain ? "certain" : "likely",
    because: forbiddenHere,
    models: plannedModels(plan).filter((model) => plan[model] === "required"),
  });
}

/**
 * The host that is this customer's rejects the token. That is proven where it accepted it before, or where every host
 * rejects it in Planhat's words; otherwise a host that may know it has not spoken, which is said.
 */
function judgeRejected(
  { host, otherHosts, isKnownHere = false }: Evidence,
  given: Given,
): Judgement {
  const here = given.map(({ answer }) => ({ host, answer }));
  const all = [...here, ...otherHosts];
  const isEverywhere = all.every(({ answer }) => answer === "rejected");
  const said = isKnownHere ? here : all;
  return judge("token_rejected", {
    confidence: said.every(({ answer }) => answer === "rejected") ? "certain" : "likely",
    because: [...given, ...(isKnownHere ? [] : otherHosts)],
    models: [],
    ...(isEverywhere ? {} : { detail: spellHosts(said) }),
  });
}

/** Whose answers keep the question open. A wait and a fault of ours are not about hosts. */
function tellHosts(inconclusive: VerdictKind, said: readonly HostAnswer[]): { detail?: string } {
  return verdictTable[inconclusive].detail === "hosts" ? { detail: spellHosts(said) } : {};
}

/** The detail of a wait that is ours alone: where Planhat asked to wait too, the wait is told as Planhat's. */
function ownWait({ heldUntil }: Evidence, given: readonly Because[]): { detail?: string } {
  const isOwn = findInconclusive(given.map(({ answer }) => answer)) === "held_back";
  return isOwn && heldUntil !== undefined ? { detail: spellOwnWait(heldUntil) } : {};
}
