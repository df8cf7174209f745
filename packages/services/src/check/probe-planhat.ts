/**
 * Probing: one cheap call for each planned model and one for the lean list of companies, side by side; then, where
 * nothing was accepted, one call to each other host. What comes out is evidence; it is judged elsewhere.
 */
import type { AnswerKind, Evidence, ModelName, Plan, Sample, Sight } from "@churned/domain";
import { isAcceptance, isOurs, isRefusal, isRejection, plannedModels } from "@churned/domain";
import type { PlanhatClient } from "@churned/planhat-client";
import type { Answer, LeanRow, Listing } from "./ask-model.ts";
import { askModel, attemptTimeoutMs, listLean, timeoutMs } from "./ask-model.ts";

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
  readonly sight: Sight;
  /** The lean list, where it was still on its way when all else had answered; null where it failed. */
  readonly lateCompanies?: Promise<Listing>;
  /** The lean list's rows, where they came in time. */
  readonly lean: readonly LeanRow[] | null;
}

/** A long lean list may come after the verdict. */
const leanPatienceMs = 500;
/** Other hosts are asked one after another: a silent one must not eat the others' time. */
const otherHostTimeoutMs = 4_000;

interface FullProbing {
  readonly answers: readonly Answer[];
  readonly samples: Partial<Record<ModelName, Sample>>;
  readonly listing: Promise<Listing>;
}

const nothingListed: Listing = { lean: null, isWhole: false };

/**
 * Probes `host` in full and, where it accepts nothing and nothing else explains that, the other hosts one after
 * another, stopping at the first that accepts; where none does, the first that forbids may know the token too. That one
 * is then probed in full, unless the caller named a host.
 * `onAnswer` hears of the answers of the host that counts, as they come. `lateSignal` ends a lean list that comes
 * after everything else.
 */
export async function probePlanhat(options: {
  readonly plan: Plan;
  readonly host: string;
  readonly hostWasNamed: boolean;
  /** True where the host was named, or accepted a token of this connection before. */
  readonly hostIsKnown: boolean;
  /** False spares the lean list of companies. */
  readonly listsCompanies: boolean;
  readonly otherHosts: readonly string[];
  readonly connect: (host: string) => PlanhatClient;
  readonly onAnswer: (answer: Answer, tokenAccepted: boolean) => void;
  readonly signal: AbortSignal;
  readonly lateSignal: AbortSignal;
}): Promise<Probing> {
  const { plan, hostWasNamed, connect, onAnswer, signal, lateSignal } = options;
  const planned = plannedModels(plan);

  async function probeInFull(host: string): Promise<FullProbing> {
    const client = connect(host);
    const companies = Promise.withResolvers<Sample | undefined>();
    const listing =
      options.listsCompanies && planned.includes("company")
        ? listLean(client, companies.promise, lateSignal)
        : Promise.resolve(nothingListed);
    const answers: Answer[] = [];
    const found: Partial<Record<ModelName, Sample>> = {};
    const waiting: Answer[] = [];
    let isAccepted = false;
    await Promise.all(
      planned.map(async (model) => {
        const { answer, sample } = await askModel(client, model, {
          signal,
          attemptTimeoutMs,
          timeoutMs,
        });
        answers.push(answer);
        if (sample !== undefined) found[model] = sample;
        if (model === "company") companies.resolve(sample);
        waiting.push(answer);
        isAccepted ||= isAcceptance(answer.kind);
        // A rejection says nothing about a model until it is known that the token works elsewhere.
        if (!isAccepted) return;
        for (const item of waiting.splice(0)) onAnswer(item, true);
      }),
    );
    for (const item of waiting) onAnswer(item, isAccepted);
    return { answers, samples: found, listing };
  }

  const first = await probeInFull(options.host);
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
  const found = await probeInFull(knowing.host);
  const isKnown = found.answers.some(({ kind }) => isAcceptance(kind));
  // It was accepted a moment ago: what rejects it now is not the token's doing.
  const full: FullProbing =
    isAcceptance(knowing.answer) && !isKnown
      ? { ...found, answers: found.answers.map(contradict) }
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

const doubt = (kind: AnswerKind): AnswerKind => (isRefusal(kind) ? "unexpected_answer" : kind);

/** What a host that refuses everybody says of one token: nothing. */
export function doubtRefusals(found: Probing): Probing {
  const answers = found.answers.map((answer) => ({ ...answer, kind: doubt(answer.kind) }));
  return {
    ...found,
    answers,
    evidence: {
      ...found.evidence,
      answers: Object.fromEntries(answers.map(({ model, kind }) => [model, kind])),
      otherHosts: found.evidence.otherHosts.map(({ host, answer }) => ({
        host,
        answer: doubt(answer),
      })),
    },
  };
}

async function conclude(
  host: string,
  plan: Plan,
  { answers, samples: found, listing }: FullProbing,
  otherHosts: Evidence["otherHosts"],
  elsewhere: readonly Answer[],
): Promise<Probing> {
  const isAccepted = answers.some(({ kind }) => isAcceptance(kind));
  const listed = isAccepted ? await waitBriefly(listing) : nothingListed;
  const evidence: Evidence = {
    plan,
    host,
    answers: Object.fromEntries(answers.map(({ model, kind }) => [model, kind])),
    otherHosts,
  };
  // A wanted model's wait keeps nothing back: the verdict is about the required ones.
  const deciding = [...answers.filter(({ model }) => plan[model] === "required"), ...elsewhere];
  const seen: Probing = {
    host,
    evidence,
    answers,
    waitMs: longestWait(deciding),
    heldMs: longestWait(deciding.filter(({ kind }) => kind === "held_back")),
    sight: { everyCompany: null, samples: found },
    lean: null,
  };
  return listed === "late" ? { ...seen, lateCompanies: listing } : addListing(seen, listed);
}

/** The same probing with what its lean list showed. */
export function addListing(found: Probing, { lean, isWhole }: Listing): Probing {
  const { company, ...samples } = found.sight.samples;
  return {
    ...found,
    lean,
    sight: {
      everyCompany: lean?.map(({ _id }) => _id) ?? null,
      samples: company === undefined ? samples : { ...samples, company: { ...company, isWhole } },
    },
  };
}

const longestWait = (answers: readonly Answer[]): number =>
  Math.max(0, ...answers.map(({ waitMs = 0 }) => waitMs));

async function waitBriefly<T>(coming: Promise<T>): Promise<T | "late"> {
  const patience = Promise.withResolvers<"late">();
  const timer = setTimeout(() => patience.resolve("late"), leanPatienceMs);
  try {
    return await Promise.race([coming, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
}
