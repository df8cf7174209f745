/** One question of a probing: a few records of a model, or the lean list of companies. */
import type { AnswerKind, ModelName, Sample, SampleRow } from "@churned/domain";
import type { PlanhatClient } from "@churned/planhat-client";
import { repairText } from "@churned/domain";
import { PlanhatError } from "@churned/planhat-client";
import { BudgetSpentError } from "../worker-context.ts";

/** One call's answer. */
export interface Answer {
  readonly model: ModelName;
  readonly kind: AnswerKind;
  readonly status: number | null;
  readonly durationMs: number;
  /** How long to wait before it may be asked again, where Planhat or our own limit of calls said so. */
  readonly waitMs?: number;
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
/** How long one attempt may take, and the whole call with its second one. */
export const attemptTimeoutMs = 8_000;
export const timeoutMs = 18_000;

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

function judgeError(error: unknown): Pick<Answer, "kind" | "status" | "waitMs"> {
  // Planhat was not asked: it told this token to wait before, or our own limit of calls is reached.
  if (error instanceof BudgetSpentError)
    return {
      kind: error.isThrottled ? "throttled" : "held_back",
      status: null,
      waitMs: error.retryAfterMs,
    };
  if (!(error instanceof PlanhatError)) return { kind: "our_fault", status: null };
  // The time went by in our own queue: Planhat was not asked.
  if (error.reason === "limiter") return { kind: "held_back", status: null };
  // A page that forbids is a filter's on the way; Planhat's API answers in JSON.
  const isPage = error.kind === "forbidden" && /^\s*</.test(error.excerpt ?? "");
  const kind = isPage ? "unexpected_answer" : answerOfError[error.kind];
  const { status = null, retryAfterMs } = error;
  return { kind, status, ...(retryAfterMs === undefined ? {} : { waitMs: retryAfterMs }) };
}

/** Asks for a few records of a model. Never throws: whatever happens is an answer. */
export async function askModel(
  client: PlanhatClient,
  model: ModelName,
  limits: { readonly signal: AbortSignal; readonly attemptTimeoutMs: number; timeoutMs: number },
): Promise<{ answer: Answer; sample?: Sample; isNowhere?: boolean }> {
  const startedAt = performance.now();
  const answer = (given: Pick<Answer, "kind" | "status" | "waitMs">): Answer => ({
    model,
    ...given,
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
      answer: answer({ kind: rows.length > 0 ? "rows" : "no_rows", status: 200 }),
      sample: { rows: sampled, isWhole: rows.length < limit },
    };
  } catch (error) {
    const isNowhere = error instanceof PlanhatError && error.reason === "unknown_host";
    return { answer: answer(judgeError(error)), isNowhere };
  }
}

/** As landing spells it, so that what a check saw can be compared with what landed. */
const textOf = (value: unknown): string => (typeof value === "string" ? repairText(value) : "");

export async function listLean(
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
