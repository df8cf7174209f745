/**
 * Probing: one cheap call for each planned model and one for the lean list of companies; then, where nothing was
 * accepted, one call to each other host. What comes out is evidence; it is judged elsewhere.
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

/** A probing's whole result. `host` is the one whose answers count. */
export interface Probing {
  readonly host: string;
  readonly evidence: Evidence;
  readonly answers: readonly Answer[];
  /** How long to wait before what may decide is asked again; 0 where nobody said so. */
  readonly waitMs: number;
  /** How long our own limit of calls holds back what was not asked. */
  readonly heldMs: number;
  /** What was shown beside the status. */
  readonly observed: ProbeObservations;
  /** All that was seen, where something was still on its way when all else had answered; null where no more came. */
  readonly late?: Promise<Probing | null>;
  /** The lean list's rows, where they came in time. */
  readonly lean: readonly LeanRow[] | null;
}

/** A long lean list may come after the verdict. */
const leanPatienceMs = 500;
/** Other hosts are asked one after another: a silent one must not eat the others' time. */
const otherHostTimeoutMs = 4_000;

const nothingListed: Listing = { lean: null, isWhole: false };

/**
 * Probes `host` in full and, where it accepts nothing and nothing else explains that, the other hosts one after
 * another, stopping at the first that accepts; where none does, the first that forbids may know the token too. That one
 * is then probed in full, unless the caller named a host. `onAnswer` hears of the answers of the host that counts.
 */
export async function probePlanhat(
  options: HostQuestion & {
    readonly host: string;
    readonly hostWasNamed: boolean;
    /** True where the host was named, or accepted a token of this connection before. */
    readonly hostIsKnown: boolean;
    readonly otherHosts: readonly string[];
    readonly connect: (host: string) => PlanhatClient;
  },
): Promise<Probing> {
  const { plan, hostWasNamed, connect, signal } = options;
  const first = await probeHost(connect(options.host), options);
  const kinds = first.answers.map(({ kind }) => kind);
  // Where nobody knows yet which host is this customer's, one that is silent, or behind a firewall, says nothing.
  const isOpen = kinds.every((kind) => isRefusal(kind) || (!options.hostIsKnown && isOfHost(kind)));
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
  // A host that forbids knows the token too, where the first one just rejects.
  const isUnknownHere = kinds.every(isRejection);
  const knowing =
    otherHosts.find(({ answer }) => isAcceptance(answer)) ??
    otherHosts.find(({ answer }) => answer === "forbidden" && isUnknownHere);
  if (knowing === undefined || hostWasNamed)
    return await conclude(options.host, plan, first, otherHosts, elsewhere);
  const found = await probeHost(connect(knowing.host), { ...options, firstPatienceMs: 0 });
  const isKnown = found.answers.some(({ kind }) => isAcceptance(kind));
  // It was accepted a moment ago: what rejects it now is not the token's doing.
  const full: HostAnswers =
    isAcceptance(knowing.answer) && !isKnown
      ? { ...found, answers: found.answers.map(contradict), isUncertain: true }
      : found;
  const rejecting = { host: options.host, answer: kinds[0] ?? "rejected" };
  const others = otherHosts.filter(({ host }) => host !== knowing.host);
  return await conclude(knowing.host, plan, full, [rejecting, ...others], elsewhere);
}

/** What keeps a host from answering is that host's: neither a wait nor a fault of ours. */
function isOfHost(answer: AnswerKind): boolean {
  return !isOurs(answer) && answer !== "throttled" && answer !== "invalid";
}

function contradict(answer: Answer): Answer {
  return isRejection(answer.kind) ? { ...answer, kind: "unexpected_answer" } : answer;
}

const inconclusive = (kind: AnswerKind): AnswerKind =>
  isRefusal(kind) ? "unexpected_answer" : kind;

/** What a host that refuses everybody says of one token: nothing. */
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
  // Who is silent was waited for, and the lean list with it.
  const patienceMs = isLate ? 0 : leanPatienceMs;
  const listed = isAccepted ? await waitAtMost(found.listing, patienceMs) : nothingListed;
  const where = { host, plan, otherHosts, elsewhere };
  const soon = putTogether(where, found, listed === "late" ? nothingListed : listed);
  if (!isLate && listed !== "late") return soon;
  const late = Promise.all([found.whole, found.listing]).then(([whole, listing]) =>
    isLate || listing.lean !== null ? putTogether(where, { ...whole, pending: [] }, listing) : null,
  );
  return { ...soon, late };
}

function putTogether(
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
  // A wanted model's wait keeps nothing back: the verdict is about the required ones.
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
