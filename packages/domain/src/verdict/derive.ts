/**
 * Derives one verdict from all answers of a check. The function is pure, and it returns a verdict for every input.
 *
 * Planhat's documentation is ambiguous about both 401 and 403, so no single answer decides. A token is known to work as
 * soon as one model answers. A token is known to be rejected only if every host rejects it with a body that is
 * Planhat's. The verdict is inconclusive if the customer's own host has an outage, limits calls, or was not called
 * because of our own fault. If the customer's host rejects the token and only other hosts are inconclusive, the verdict
 * is `token_rejected` with confidence `likely`, and its detail says which host gave which answer.
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
import { formatGap } from "./gap-detail.ts";
import type { HostAnswer } from "./host-answers.ts";
import { formatHosts } from "./host-answers.ts";
import type { Because, Judgement } from "./judgement.ts";
import { judge } from "./judgement.ts";
import type { VerdictKind } from "./kinds.ts";
import { verdictTable } from "./kinds.ts";
import { isWorking } from "./verdict.ts";
import { formatOwnWait, formatPending, formatNotCalled, formatWithheld } from "./verdict-detail.ts";

/** The verdict that a careful person would give with the same answers, and how sure that person would be. */
export function deriveVerdict(evidence: Evidence): Judgement {
  const { pending = [], isUncertain = false } = evidence;
  const answers = Object.values(evidence.answers);
  const isAccepted = answers.some(isAcceptance);
  // After one rejection, the check need not ask for the other models. Without a rejection, it must ask for every model.
  const isSpared = !isAccepted && (isUncertain || answers.some(isRejection));
  const given = plannedModels(evidence.plan).flatMap((model) => {
    const silent = pending.includes(model) ? "timed_out" : isSpared ? undefined : "our_fault";
    const answer = evidence.answers[model] ?? silent;
    return answer === undefined ? [] : { model, answer };
  });
  if (given.length === 0)
    return judge("our_fault", { confidence: "certain", because: [], models: [] });
  const judged = isAccepted ? judgeAccepted(evidence, given) : judgeUnaccepted(evidence, given);
  const notCalled = isWorking(judged.kind) ? listNotCalled(evidence, given) : [];
  const until = notCalled.every(({ answer }) => answer === "held_back")
    ? evidence.heldUntil
    : undefined;
  const models = notCalled.map(({ model }) => model);
  const said =
    judged.kind === "unexpected_answer"
      ? formatWithheld(evidence.withheldBy, judged.detail)
      : judged.detail;
  const detail = formatPending(pending, formatNotCalled({ models, until }, said));
  return detail === undefined ? judged : { ...judged, detail };
}

type Given = readonly { readonly model: ModelName; readonly answer: AnswerKind }[];

/** The models that were not read because of our own limit, or because Planhat asked us to wait. */
function listNotCalled({ pending = [] }: Evidence, given: Given): Given {
  return given.filter(
    ({ model, answer }) =>
      !pending.includes(model) && (answer === "held_back" || answer === "throttled"),
  );
}

/** The verdict if a call was accepted. The token works, so only its permissions are judged. */
function judgeAccepted(evidence: Evidence, given: Given): Judgement {
  const { plan, host, gaps = [], isOtherPlanhat } = evidence;
  const denied = given.filter(({ answer }) => outcomeOf(answer, true) === "denied");
  const isRequired = ({ model }: { model: ModelName }): boolean => plan[model] === "required";
  // Planhat's own 403 means a missing permission. Any other refusal only probably means this, because other models
  // answer.
  const confidence = denied.every(({ answer }) => answer === "forbidden") ? "certain" : "likely";

  const requiredDenied = denied.filter(isRequired);
  if (requiredDenied.length > 0) {
    const unproven = requiredDenied.filter(({ answer }) => answer !== "forbidden");
    const said = unproven.map(({ answer }) => ({ host, answer }));
    return judge("missing_permissions", {
      confidence,
      because: requiredDenied,
      ...(said.length === 0 ? {} : { detail: formatHosts(said) }),
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
      detail: formatGap(gap),
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
 * The verdict if no call was accepted: another host may accept the token, the answers may be inconclusive, or the token
 * may be rejected.
 */
function judgeUnaccepted(evidence: Evidence, given: Given): Judgement {
  const { plan, host, otherHosts, isKnownHere = false, isUncertain = false } = evidence;
  const kinds = given.map(({ answer }) => answer);
  const isUnknownHere = kinds.every(isRejection);
  const accepting = otherHosts.find(({ answer }) => isAcceptance(answer));
  const forbidding = otherHosts.filter(({ answer }) => answer === "forbidden");
  // A 403 means that the host knows the token, and only one host can know it. If several hosts answer 403, another
  // system refuses us.
  const isForbidden = isUnknownHere && forbidding.length === 1;
  // Normally a check tests all models on the host that knows the token. We only get here if a person named another
  // host.
  const knowing = accepting ?? (isForbidden ? forbidding[0] : undefined);
  if (knowing !== undefined)
    return judge("wrong_region", {
      confidence: accepting === undefined ? "likely" : "certain",
      because: [knowing],
      models: [],
      detail: knowing.host,
    });
  // This host accepted the token before and rejects it now, so the answers of other hosts do not matter.
  if (isKnownHere && isUnknownHere) return judgeRejected(evidence, given);

  const inconclusive = inconclusiveOf(kinds);
  if (inconclusive !== undefined) {
    const open = given.filter(({ answer }) => inconclusiveOf([answer]) === inconclusive);
    const said = open.map(({ answer }) => ({ host, answer }));
    return judge(inconclusive, {
      confidence: new Set(kinds).size === 1 ? "certain" : "likely",
      because: open,
      models: open.length === given.length ? [] : open.map(({ model }) => model),
      // If the check does not believe the rejection, the detail names no hosts, because Planhat did answer.
      ...(isUncertain ? {} : tellHosts(inconclusive, [...said, ...otherHosts])),
      ...ownWait(evidence, open),
    });
  }
  // If another host was not asked because of our own fault or limit, the verdict says so and does not blame that host.
  const notCalled = otherHosts.filter(({ answer }) => isOurs(answer));
  const ours = inconclusiveOf(notCalled.map(({ answer }) => answer));
  if (ours !== undefined)
    return judge(ours, {
      confidence: "likely",
      because: notCalled,
      models: [],
      ...ownWait(evidence, notCalled),
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
 * The verdict if the customer's host rejects the token. The rejection is proven if this host accepted the token before,
 * or if every host rejects the token with a body that is Planhat's. Otherwise a host that may know the token did not
 * answer clearly, and the detail names this host.
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
    ...(isEverywhere ? {} : { detail: formatHosts(said) }),
  });
}

/** Which host gave which answer, if the verdict has a detail of this form. */
function tellHosts(inconclusive: VerdictKind, said: readonly HostAnswer[]): { detail?: string } {
  return verdictTable[inconclusive].detail === "hosts" ? { detail: formatHosts(said) } : {};
}

/**
 * The detail of a wait for our own limit of calls. If Planhat also asked us to wait, the wait counts as Planhat's and
 * has no detail.
 */
function ownWait({ heldUntil }: Evidence, given: readonly Because[]): { detail?: string } {
  const isOwn = findInconclusive(given.map(({ answer }) => answer)) === "held_back";
  return isOwn && heldUntil !== undefined ? { detail: formatOwnWait(heldUntil) } : {};
}
