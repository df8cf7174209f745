/**
 * Derives one verdict from all answers of a check: pure and total.
 *
 * Planhat's documentation is ambiguous about both 401 and 403, so no single answer decides. A token is known to work as
 * soon as one model answers. It is known to be rejected only if every host rejects it with a body that is Planhat's. An
 * outage, a throttle or our own fault at the customer's own host makes the verdict inconclusive. If the customer's host
 * rejects the token and only other hosts are inconclusive, the verdict is `token_rejected` with confidence `likely`,
 * and its detail says which host gave which answer.
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
import { spellGap } from "./gap-detail.ts";
import type { HostAnswer } from "./host-answers.ts";
import { spellHosts } from "./host-answers.ts";
import type { Because, Judgement } from "./judgement.ts";
import { judge } from "./judgement.ts";
import type { VerdictKind } from "./kinds.ts";
import { verdictTable } from "./kinds.ts";
import { isWorking } from "./verdict.ts";
import { spellOwnWait, spellPending, spellUnasked, spellWithheld } from "./verdict-detail.ts";

/** The verdict that a person would give who saw the same answers, and how sure that person would be. */
export function deriveVerdict(evidence: Evidence): Judgement {
  const { pending = [], isUncertain = false } = evidence;
  const answers = Object.values(evidence.answers);
  const isAccepted = answers.some(isAcceptance);
  // After one rejection the check need not ask the other models; without one, every model must have been asked.
  const isSpared = !isAccepted && (isUncertain || answers.some(isRejection));
  const given = plannedModels(evidence.plan).flatMap((model) => {
    const silent = pending.includes(model) ? "timed_out" : isSpared ? undefined : "our_fault";
    const answer = evidence.answers[model] ?? silent;
    return answer === undefined ? [] : { model, answer };
  });
  if (given.length === 0)
    return judge("our_fault", { confidence: "certain", because: [], models: [] });
  const judged = isAccepted ? judgeAccepted(evidence, given) : judgeUnaccepted(evidence, given);
  const unasked = isWorking(judged.kind) ? listUnasked(evidence, given) : [];
  const until = unasked.every(({ answer }) => answer === "held_back")
    ? evidence.heldUntil
    : undefined;
  const models = unasked.map(({ model }) => model);
  const said =
    judged.kind === "unexpected_answer"
      ? spellWithheld(evidence.withheldBy, judged.detail)
      : judged.detail;
  const detail = spellPending(pending, spellUnasked({ models, until }, said));
  return detail === undefined ? judged : { ...judged, detail };
}

type Given = readonly { readonly model: ModelName; readonly answer: AnswerKind }[];

/** The models that no call was made for, because of our own limit, or that Planhat put off. */
function listUnasked({ pending = [] }: Evidence, given: Given): Given {
  return given.filter(
    ({ model, answer }) =>
      !pending.includes(model) && (answer === "held_back" || answer === "throttled"),
  );
}

/** The verdict if a call was accepted: the token works, so only its permissions are judged. */
function judgeAccepted(evidence: Evidence, given: Given): Judgement {
  const { plan, host, gaps = [], isOtherPlanhat } = evidence;
  const denied = given.filter(({ answer }) => outcomeOf(answer, true) === "denied");
  const isRequired = ({ model }: { model: ModelName }): boolean => plan[model] === "required";
  // Planhat's own 403 means a missing permission. Other refusals only probably do, because the token works elsewhere.
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

/**
 * The verdict if no call was accepted: another host may accept the token, the answers may be inconclusive, or it is
 * bad.
 */
function judgeUnaccepted(evidence: Evidence, given: Given): Judgement {
  const { plan, host, otherHosts, isKnownHere = false, isUncertain = false } = evidence;
  const kinds = given.map(({ answer }) => answer);
  const isUnknownHere = kinds.every(isRejection);
  const accepting = otherHosts.find(({ answer }) => isAcceptance(answer));
  const forbidding = otherHosts.filter(({ answer }) => answer === "forbidden");
  // A 403 means that the host knows the token, and only one host can. If several answer 403, something else refuses us.
  const isForbidden = isUnknownHere && forbidding.length === 1;
  // The check probes the host that knows the token in full, unless a person named another host: then we get here.
  const knowing = accepting ?? (isForbidden ? forbidding[0] : undefined);
  if (knowing !== undefined)
    return judge("wrong_region", {
      confidence: accepting === undefined ? "likely" : "certain",
      because: [knowing],
      models: [],
      detail: knowing.host,
    });
  // This host accepted the token before and now rejects it, so it does not matter whether other hosts answered.
  if (isKnownHere && isUnknownHere) return judgeRejected(evidence, given);

  const inconclusive = inconclusiveOf(kinds);
  if (inconclusive !== undefined) {
    const open = given.filter(({ answer }) => inconclusiveOf([answer]) === inconclusive);
    const said = open.map(({ answer }) => ({ host, answer }));
    return judge(inconclusive, {
      confidence: new Set(kinds).size === 1 ? "certain" : "likely",
      because: open,
      models: open.length === given.length ? [] : open.map(({ model }) => model),
      // A rejection that is not believed names no hosts: Planhat did answer.
      ...(isUncertain ? {} : tellHosts(inconclusive, [...said, ...otherHosts])),
      ...ownWait(evidence, open),
    });
  }
  // If another host was not asked because of us, the verdict says so and does not blame that host.
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
 * The verdict if the customer's host rejects the token. It is proven if this host accepted the token before, or if
 * every host rejects it with a body that is Planhat's. Otherwise a host that may know the token did not answer clearly,
 * and the detail names it.
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

/** Which host gave which answer, for the verdicts whose detail holds that. */
function tellHosts(inconclusive: VerdictKind, said: readonly HostAnswer[]): { detail?: string } {
  return verdictTable[inconclusive].detail === "hosts" ? { detail: spellHosts(said) } : {};
}

/** The detail of a wait for our own limit. If Planhat asked us to wait too, the wait counts as Planhat's: no detail. */
function ownWait({ heldUntil }: Evidence, given: readonly Because[]): { detail?: string } {
  const isOwn = findInconclusive(given.map(({ answer }) => answer)) === "held_back";
  return isOwn && heldUntil !== undefined ? { detail: spellOwnWait(heldUntil) } : {};
}
