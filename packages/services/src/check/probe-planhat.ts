/**
 * Probing: one cheap call for each planned model and one for the lean list of companies, side by side; then, where
 * nothing was accepted, one call to each other host. What comes out is evidence; it is judged elsewhere.
 */
import type {
  AnswerKind,
  Evidence,
  ModelName,
  Plan,
  Sample,
  SampleRow,
  Sight,
} from "@churned/domain";
import { isAcceptance, plannedModels } from "@churned/domain";
import type { PlanhatClient } from "@churned/planhat-client";
import { PlanhatError } from "@churned/planhat-client";

/** One call's answer. */
export interface Answer {
  readonly model: ModelName;
  readonly kind: AnswerKind;
  readonly status: number | null;
  readonly durationMs: number;
}

/** A probing's whole result. `host` is the one whose answers count. */
export interface Probing {
  readonly host: string;
  readonly evidence: Evidence;
  readonly answers: readonly Answer[];
  /** What was shown beside the status. */
  readonly sight: Sight;
  /** The lean list, where it was still on its way when all else had answered; null where it failed. */
  readonly lateCompanies?: Promise<readonly LeanRow[] | null>;
  /** The lean list's rows that came in time. */
  readonly lean: readonly LeanRow[] | null;
}

/** A company by the lean list. */
export interface LeanRow {
  readonly _id: string;
  readonly name: string;
}

/** What is asked of a model beside whether it answers: the oldest companies' names, whose the newest end users are, the users' mail addresses. */
const samples: Partial<Record<ModelName, { limit: number; sort: string; field: string }>> = {
  company: { limit: 100, sort: "_id", field: "name" },
  enduser: { limit: 100, sort: "-_id", field: "companyId" },
  user: { limit: 50, sort: "_id", field: "email" },
};
/** A long lean list may come after the verdict. */
const leanPatienceMs = 500;
const attemptTimeoutMs = 8_000;
const timeoutMs = 18_000;
/** Other hosts are asked one after another: a silent one must not eat the others' time. */
const otherHostTimeoutMs = 4_000;

const answerOfError: Readonly<Record<PlanhatError["kind"], AnswerKind>> = {
  rejected: "rejected",
  forbidden: "forbidden",
  not_found: "not_found",
  invalid: "unexpected_answer",
  throttled: "throttled",
  planhat_failed: "planhat_failed",
  unreachable: "unreachable",
  timed_out: "timed_out",
  unexpected_answer: "unexpected_answer",
  // Only a spent budget or a lost lease aborts: nothing came in time, and that is not the token's doing.
  aborted: "timed_out",
};

function judgeError(error: unknown): { kind: AnswerKind; status: number | null } {
  if (!(error instanceof PlanhatError)) return { kind: "our_fault", status: null };
  // Our own budget of calls ran out: Planhat was not even asked.
  if (error.reason === "limiter") return { kind: "throttled", status: null };
  // A page that forbids is a filter's on the way; Planhat's API answers in JSON.
  const isPage = error.kind === "forbidden" && /^\s*</.test(error.excerpt ?? "");
  const kind = isPage ? "unexpected_answer" : answerOfError[error.kind];
  return { kind, status: error.status ?? null };
}

/** Asks for a few records of a model. Never throws: whatever happens is an answer. */
async function probe(
  client: PlanhatClient,
  model: ModelName,
  limits: { readonly signal: AbortSignal; readonly attemptTimeoutMs: number; timeoutMs: number },
): Promise<{ answer: Answer; sample?: Sample; isNowhere?: boolean }> {
  const startedAt = performance.now();
  const answer = (kind: AnswerKind, status: number | null): Answer => ({
    model,
    kind,
    status,
    durationMs: Math.round(performance.now() - startedAt),
  });
  const { limit, sort, field } = samples[model] ?? { limit: 1, sort: undefined, field: undefined };
  try {
    const rows = await client.page(model, {
      ...limits,
      kind: "probe",
      retries: 1,
      offset: 0,
      limit,
      ...(sort === undefined ? {} : { sort }),
      select: [field ?? "_id"],
    });
    const sampled = rows.map((row): SampleRow => ({ ...row, _id: textOf(row["_id"]) }));
    return {
      answer: answer(rows.length > 0 ? "rows" : "no_rows", 200),
      sample: { rows: sampled, isWhole: rows.length < limit },
    };
  } catch (error) {
    const { kind, status } = judgeError(error);
    const isNowhere = error instanceof PlanhatError && error.reason === "unknown_host";
    return { answer: answer(kind, status), isNowhere };
  }
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

async function listLean(
  client: PlanhatClient,
  signal: AbortSignal,
): Promise<readonly LeanRow[] | null> {
  try {
    const rows = await client.leanCompanies({
      kind: "probe",
      retries: 1,
      signal,
      attemptTimeoutMs,
      timeoutMs,
    });
    return rows.map(({ _id, name }) => ({ _id: textOf(_id), name: textOf(name) }));
  } catch {
    // Whether companies may be read is the probe's to tell; this one only says what it shows.
    return null;
  }
}

interface FullProbing {
  readonly answers: readonly Answer[];
  readonly samples: Partial<Record<ModelName, Sample>>;
  readonly lean: Promise<readonly LeanRow[] | null>;
}

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
    const lean =
      options.listsCompanies && planned.includes("company")
        ? listLean(client, lateSignal)
        : Promise.resolve(null);
    const answers: Answer[] = [];
    const found: Partial<Record<ModelName, Sample>> = {};
    const waiting: Answer[] = [];
    let isAccepted = false;
    await Promise.all(
      planned.map(async (model) => {
        const { answer, sample } = await probe(client, model, {
          signal,
          attemptTimeoutMs,
          timeoutMs,
        });
        answers.push(answer);
        if (sample !== undefined) found[model] = sample;
        waiting.push(answer);
        isAccepted ||= isAcceptance(answer.kind);
        // A rejection says nothing about a model until it is known that the token works elsewhere.
        if (!isAccepted) return;
        for (const item of waiting.splice(0)) onAnswer(item, true);
      }),
    );
    for (const item of waiting) onAnswer(item, isAccepted);
    return { answers, samples: found, lean };
  }

  const first = await probeInFull(options.host);
  const kinds = first.answers.map(({ kind }) => kind);
  const isUndecided =
    !kinds.some(isAcceptance) && kinds.every((kind) => kind === "rejected" || kind === "forbidden");
  const otherHosts: { host: string; answer: AnswerKind }[] = [];
  if (isUndecided) {
    for (const host of options.otherHosts) {
      const { answer, isNowhere } = await probe(connect(host), "company", {
        signal,
        attemptTimeoutMs: otherHostTimeoutMs,
        timeoutMs: 2 * otherHostTimeoutMs,
      });
      // A name that leads nowhere, while others answer, is no host of Planhat's, and keeps no question open.
      if (isNowhere === true) continue;
      otherHosts.push({ host, answer: answer.kind });
      if (isAcceptance(answer.kind)) break;
    }
  }
  // A host that forbids knows the token too, where the first one just rejects.
  const isUnknownHere = kinds.every((kind) => kind === "rejected");
  const knowing =
    otherHosts.find(({ answer }) => isAcceptance(answer)) ??
    otherHosts.find(({ answer }) => answer === "forbidden" && isUnknownHere);
  if (knowing === undefined || hostWasNamed)
    return await conclude(options.host, plan, first, otherHosts);
  const found = await probeInFull(knowing.host);
  const isKnown = found.answers.some(({ kind }) => isAcceptance(kind));
  // It was accepted a moment ago: what rejects it now is not the token's doing.
  const full: FullProbing =
    isAcceptance(knowing.answer) && !isKnown
      ? { ...found, answers: found.answers.map(contradict) }
      : found;
  const rejecting = { host: options.host, answer: kinds[0] ?? "rejected" };
  const others = otherHosts.filter(({ host }) => host !== knowing.host);
  return await conclude(knowing.host, plan, full, [rejecting, ...others]);
}

function contradict(answer: Answer): Answer {
  return answer.kind === "rejected" ? { ...answer, kind: "unexpected_answer" } : answer;
}

const doubt = (kind: AnswerKind): AnswerKind =>
  kind === "rejected" || kind === "forbidden" ? "unexpected_answer" : kind;

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
  { answers, samples: found, lean: coming }: FullProbing,
  otherHosts: Evidence["otherHosts"],
): Promise<Probing> {
  const isAccepted = answers.some(({ kind }) => isAcceptance(kind));
  const lean = isAccepted ? await waitBriefly(coming) : null;
  const evidence: Evidence = {
    plan,
    answers: Object.fromEntries(answers.map(({ model, kind }) => [model, kind])),
    otherHosts,
  };
  const known = lean === "late" ? null : lean;
  return {
    host,
    evidence,
    answers,
    lean: known,
    sight: { everyCompany: known?.map(({ _id }) => _id) ?? null, samples: found },
    ...(lean === "late" ? { lateCompanies: coming } : {}),
  };
}

async function waitBriefly<T>(coming: Promise<T>): Promise<T | "late"> {
  const patience = Promise.withResolvers<"late">();
  const timer = setTimeout(() => patience.resolve("late"), leanPatienceMs);
  try {
    return await Promise.race([coming, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
}
