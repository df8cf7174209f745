/**
 * One call of a probing: a few records of a model, or the lean list of companies.
 */
import type { ModelName } from "@churned/domain/plan";
import type { AnswerKind, Sample, SampleRow } from "@churned/domain/verdict";
import type { PlanhatClient, PlanhatRecord } from "@churned/planhat-client";
import { attemptsPerCall } from "@churned/domain/check";
import { repairText } from "@churned/domain/shared";
import { PlanhatError, PlanhatInvalidError } from "@churned/planhat-client";
import { BudgetSpentError } from "../context/worker-context.ts";

/** The answer to one call. */
export interface Answer {
  readonly model: ModelName;
  readonly kind: AnswerKind;
  readonly status: number | null;
  readonly durationMs: number;
  /** How long to wait before asking again, if Planhat or our own limit of calls said so. */
  readonly waitMs?: number;
}

/** A company of the lean list. */
export interface LeanRow {
  readonly _id: string;
  readonly name: string;
}

/**
 * What a probe reads besides whether the model answers: the oldest companies' names, the newest end users' companies,
 * and the users' mail addresses.
 */
const samples: Partial<Record<ModelName, { limit: number; sort: string; field: string }>> = {
  company: { limit: 100, sort: "_id", field: "name" },
  enduser: { limit: 100, sort: "-_id", field: "companyId" },
  user: { limit: 50, sort: "_id", field: "email" },
};
/**
 * For every other model, ids: one call shows whether the model may be read, and how many records there are if they are
 * few.
 */
const plainSample = { limit: 100, sort: undefined, field: "_id" } as const;

/** How many records a probe of this model asks for. If fewer come, these are probably all. */
export function sampleLimit(model: ModelName): number {
  return (samples[model] ?? plainSample).limit;
}

/** How long one attempt may take, and the whole call with its retry. */
export const attemptTimeoutMs = 8_000;
export const timeoutMs = 18_000;
const retries = attemptsPerCall - 1;

const answerOfError: Readonly<Record<PlanhatError["kind"], AnswerKind>> = {
  rejected: "rejected",
  forbidden: "forbidden",
  not_found: "not_found",
  invalid: "invalid",
  blocked: "blocked",
  throttled: "throttled",
  planhat_failed: "planhat_failed",
  unreachable: "unreachable",
  timed_out: "timed_out",
  unexpected_answer: "unexpected_answer",
  // Only a spent time budget or a lost lease aborts. That is no answer in time, and not caused by the token.
  aborted: "timed_out",
};

function judgeError(error: unknown): Pick<Answer, "kind" | "status" | "waitMs"> {
  // Planhat was not called: it throttled this token before, or our own limit of calls is reached.
  if (error instanceof BudgetSpentError)
    return {
      kind: error.isThrottled ? "throttled" : "held_back",
      status: null,
      waitMs: error.retryAfterMs,
    };
  if (!(error instanceof PlanhatError)) return { kind: "our_fault", status: null };
  // The time passed in our own queue, so Planhat was not called.
  if (error.reason === "limiter") return { kind: "held_back", status: null };
  const { status = null, retryAfterMs } = error;
  return {
    kind: kindOf(error),
    status,
    ...(retryAfterMs === undefined ? {} : { waitMs: retryAfterMs }),
  };
}

function kindOf({ kind, reason }: PlanhatError): AnswerKind {
  if (reason === "unknown_host") return "unknown_host";
  const isProven = reason !== "unrecognised";
  if (kind === "rejected" && !isProven) return "rejected_unproven";
  if (kind === "forbidden" && !isProven) return "forbidden_unproven";
  return answerOfError[kind];
}

/** Asks for a few records of a model. Never throws: every failure is an answer. */
export async function askModel(
  client: PlanhatClient,
  model: ModelName,
  limits: { readonly signal: AbortSignal; readonly attemptTimeoutMs: number; timeoutMs: number },
): Promise<{ answer: Answer; sample?: Sample }> {
  const startedAt = performance.now();
  const answer = (given: Pick<Answer, "kind" | "status" | "waitMs">): Answer => ({
    model,
    ...given,
    durationMs: Math.round(performance.now() - startedAt),
  });
  const asked = { ...limits, kind: "probe", retries, offset: 0 } as const;
  const { limit, sort, field } = samples[model] ?? plainSample;
  const select = [field];
  try {
    const order = sort === undefined ? {} : { sort };
    return judge(await client.page(model, { ...asked, ...order, limit, select }));
  } catch (error) {
    // The host may refuse only the sort order. A call without it shows whether the model may be read.
    if (error instanceof PlanhatInvalidError && sort !== undefined) return await askPlainly();
    return { answer: answer(judgeError(error)) };
  }

  function judge(rows: readonly PlanhatRecord[]): { answer: Answer; sample?: Sample } {
    const sampled = rows.map((row): SampleRow => ({ ...row, _id: textOf(row["_id"]) }));
    if (sampled.length === 0)
      // Only an empty list is known to be complete, because a host may return fewer records than asked for.
      return {
        answer: answer({ kind: "no_rows", status: 200 }),
        sample: { rows: [], isWhole: true },
      };
    // Every record of Planhat has an id. A list without any id, for example of errors, is not Planhat's.
    if (sampled.every(({ _id }) => _id === ""))
      return { answer: answer({ kind: "unexpected_answer", status: 200 }) };
    return {
      answer: answer({ kind: "rows", status: 200 }),
      sample: { rows: sampled, isWhole: false },
    };
  }

  async function askPlainly(): Promise<{ answer: Answer }> {
    try {
      const rows = await client.page(model, { ...asked, limit: 1, select: ["_id"] });
      return { answer: judge(rows).answer };
    } catch (error) {
      return { answer: answer(judgeError(error)) };
    }
  }
}

/** Repairs text as landing does, so that a check's ids can be compared with landed ones. */
const textOf = (value: unknown): string => (typeof value === "string" ? repairText(value) : "");

/** The lean list, and whether the sample of companies is known to be complete. */
export interface Listing {
  /** Null if the lean list could not be read. */
  readonly lean: readonly LeanRow[] | null;
  readonly isWhole: boolean;
}

/**
 * Reads the lean list of companies. If the company list gave less than a page and the lean list does not agree, one
 * more call asks for what follows: the list may be cut, or the host returns small pages. Never throws, because the
 * probe itself tells whether companies may be read.
 */
export async function listLean(
  client: PlanhatClient,
  sample: Promise<Sample | undefined>,
  signal: AbortSignal,
): Promise<Listing> {
  const asked = { kind: "probe", retries, signal, attemptTimeoutMs, timeoutMs } as const;
  const lean = await client.leanCompanies(asked).then(
    (rows) => rows.map(({ _id, name }): LeanRow => ({ _id: textOf(_id), name: textOf(name) })),
    () => null,
  );
  const { rows = [], isWhole = false } = (await sample) ?? {};
  const { limit, sort } = samples.company ?? { limit: 1, sort: "_id" };
  if (isWhole || rows.length === 0 || rows.length >= limit) return { lean, isWhole };
  const listed = new Set(rows.map(({ _id }) => _id));
  if (lean?.every(({ _id }) => listed.has(_id)) === true) return { lean, isWhole: true };
  const next = { ...asked, offset: rows.length, limit: 1, sort, select: ["_id"] };
  const after = await client.page("company", next).catch(() => null);
  return { lean, isWhole: after?.length === 0 };
}
