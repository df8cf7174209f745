/**
 * A probing makes one cheap call for each planned model, and one for the lean list (all companies in one answer). If
 * the host accepts none of these calls, one call goes to each other host. The result is the evidence for the verdict,
 * which `judge-findings.ts` derives.
 */
import type { Plan } from "@churned/domain/plan";
import type { AnswerKind, Evidence, ProbeObservations } from "@churned/domain/verdict";
import { isAcceptance, isOurs, isRefusal, isRejection } from "@churned/domain/verdict";
import type { PlanhatClient } from "@churned/planhat-client";
import type { Answer, LeanRow, Listing } from "./ask-model.ts";
import { askModel } from "./ask-model.ts";
import type { HostAnswers, HostQuestion } from "./probe-host.ts";
import { probeHost } from "./probe-host.ts";
import { waitAtMost } from "./wait-at-most.ts";

/** The result of a probing. `host` is the host whose answers count. */
export interface Probing {
  readonly host: string;
  readonly evidence: Evidence;
  readonly answers: readonly Answer[];
  /** How long to wait before the required models are called again; 0 if no answer asked for a wait. */
  readonly waitMs: number;
  /** How long our own limit of calls delays the models that were not called. */
  readonly heldMs: number;
  /** The records in the answers. */
  readonly observed: ProbeObservations;
  /**
   * Set if some answers were still missing when all others had arrived. Resolves with the complete result, or with null
   * if no more answers came.
   */
  readonly late?: Promise<Probing | null>;
  /** The rows of the lean list; null if the list did not arrive in time. */
  readonly lean: readonly LeanRow[] | null;
}

/** How long to wait for the lean list. If it arrives later, it amends the verdict. */
const leanPatienceMs = 500;
/**
 * The timeout for each other host. Hosts are asked one after another, and a host that does not answer must not use up
 * the time for the next host.
 */
const otherHostTimeoutMs = 4_000;

const nothingListed: Listing = { lean: null, isWhole: false };

/**
 * Tests all models on `host`. If it accepts no call, and no outage or fault of ours explains this, asks the other hosts
 * one after another until one accepts the token. If no host accepts the token, the first host that answers 403 may know
 * it. All models are then tested on the found host, unless the caller named a host. `onAnswer` is called for the
 * answers of the host that counts.
 */
export async function probePlanhat(
  options: HostQuestion & {
    readonly host: string;
    readonly hostWasNamed: boolean;
    /** True if the caller named the host, or if the host accepted a token of this connection before. */
    readonly hostIsKnown: boolean;
    readonly otherHosts: readonly string[];
    readonly connect: (host: string) => PlanhatClient;
  },
): Promise<Probing> {
  const { plan, hostWasNamed, connect, signal } = options;
  const first = await probeHost(connect(options.host), options);
  const kinds = first.answers.map(({ kind }) => kind);
  // As long as no host has accepted a token of this customer, a host that does not answer or is behind a firewall may
  // simply be the wrong host.
  const isOpen = kinds.every(
    (kind) => isRefusal(kind) || (!options.hostIsKnown && isCausedByHost(kind)),
  );
  const isUndecided = !kinds.some(isAcceptance) && isOpen;
  const otherHosts: { host: string; answer: AnswerKind }[] = [];
  const elsewhere: Answer[] = [];
  if (isUndecided) {
    for (const host of options.otherHosts) {
      const { answer } = await askModel(connect(host), "company", {
        signal,
        attemptTimeoutMs: otherHostTimeoutMs,
        timeoutMs: 2 * otherHostTimeoutMs,
      });
      otherHosts.push({ host, answer: answer.kind });
      elsewhere.push(answer);
      if (isAcceptance(answer.kind)) break;
    }
  }
  // A host that answers 403 knows the token. A host that answers 401 does not.
  const isUnknownHere = kinds.every(isRejection);
  const knowing =
    otherHosts.find(({ answer }) => isAcceptance(answer)) ??
    otherHosts.find(({ answer }) => answer === "forbidden" && isUnknownHere);
  if (knowing === undefined || hostWasNamed)
    return await conclude(options.host, plan, first, otherHosts, elsewhere);
  const found = await probeHost(connect(knowing.host), { ...options, firstPatienceMs: 0 });
  const isKnown = found.answers.some(({ kind }) => isAcceptance(kind));
  // This host accepted the token a moment ago, so the token cannot be the cause of a rejection now.
  const full: HostAnswers =
    isAcceptance(knowing.answer) && !isKnown
      ? { ...found, answers: found.answers.map(markRejectionUncertain), isUncertain: true }
      : found;
  const rejecting = { host: options.host, answer: kinds[0] ?? "rejected" };
  const others = otherHosts.filter(({ host }) => host !== knowing.host);
  return await conclude(knowing.host, plan, full, [rejecting, ...others], elsewhere);
}

/**
 * Whether the host itself caused this answer. A wait, an invalid request or a fault of ours is not caused by the host.
 */
function isCausedByHost(answer: AnswerKind): boolean {
  return !isOurs(answer) && answer !== "throttled" && answer !== "invalid";
}

function markRejectionUncertain(answer: Answer): Answer {
  return isRejection(answer.kind) ? { ...answer, kind: "unexpected_answer" } : answer;
}

const inconclusive = (kind: AnswerKind): AnswerKind =>
  isRefusal(kind) ? "unexpected_answer" : kind;

/** Marks refusals as uncertain. If a host refuses most tokens, its refusal says nothing about a single token. */
export function markRefusalsUncertain(found: Probing): Probing {
  const answers = found.answers.map((answer) => ({ ...answer, kind: inconclusive(answer.kind) }));
  const { late: _, ...soon } = found;
  return {
    ...soon,
    answers,
    evidence: {
      ...found.evidence,
      isUncertain: true,
      answers: Object.fromEntries(answers.map(({ model, kind }) => [model, kind])),
      otherHosts: found.evidence.otherHosts.map(({ host, answer }) => ({
        host,
        answer: inconclusive(answer),
      })),
    },
  };
}

async function conclude(
  host: string,
  plan: Plan,
  found: HostAnswers,
  otherHosts: Evidence["otherHosts"],
  elsewhere: readonly Answer[],
): Promise<Probing> {
  const isAccepted = found.answers.some(({ kind }) => isAcceptance(kind));
  const isLate = found.pending.length > 0;
  // If some models are late, the check has already waited for them. The lean list had the same time to arrive.
  const patienceMs = isLate ? 0 : leanPatienceMs;
  const listed = isAccepted ? await waitAtMost(found.listing, patienceMs) : nothingListed;
  const where = { host, plan, otherHosts, elsewhere };
  const soon = assembleProbing(where, found, listed === "late" ? nothingListed : listed);
  if (!isLate && listed !== "late") return soon;
  const late = Promise.all([found.whole, found.listing]).then(([whole, listing]) =>
    isLate || listing.lean !== null
      ? assembleProbing(where, { ...whole, pending: [] }, listing)
      : null,
  );
  return { ...soon, late };
}

function assembleProbing(
  where: {
    readonly host: string;
    readonly plan: Plan;
    readonly otherHosts: Evidence["otherHosts"];
    readonly elsewhere: readonly Answer[];
  },
  found: Pick<HostAnswers, "answers" | "samples" | "pending" | "isUncertain">,
  { lean, isWhole }: Listing,
): Probing {
  const { host, plan, otherHosts, elsewhere } = where;
  const { answers, samples, pending, isUncertain = false } = found;
  // Only required models decide the verdict, so a wait of a wanted (not required) model does not delay the next
  // attempt.
  const deciding = [...answers.filter(({ model }) => plan[model] === "required"), ...elsewhere];
  const { company, ...others } = samples;
  return {
    host,
    evidence: {
      plan,
      host,
      answers: Object.fromEntries(answers.map(({ model, kind }) => [model, kind])),
      pending,
      otherHosts,
      isUncertain,
    },
    answers,
    waitMs: longestWait(deciding),
    heldMs: longestWait(deciding.filter(({ kind }) => kind === "held_back")),
    lean,
    observed: {
      everyCompany: lean?.map(({ _id }) => _id) ?? null,
      samples: company === undefined ? others : { ...others, company: { ...company, isWhole } },
    },
  };
}

const longestWait = (answers: readonly Answer[]): number =>
  Math.max(0, ...answers.map(({ waitMs = 0 }) => waitMs));
