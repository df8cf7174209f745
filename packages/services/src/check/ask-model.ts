/** One call of a check: it reads a few records of a model, or the lean list (all companies in one answer). */
import type { ModelName } from "@churned/domain/plan";
import type { AnswerKind, Sample, SampleRow } from "@churned/domain/verdict";
import type { PlanhatClient, PlanhatRecord } from "@churned/planhat-client";
import { attemptsPerCall, probeAttemptTimeoutMs, probeTimeoutMs } from "@churned/domain/check";
import { repairText } from "@churned/domain/shared";
import { PlanhatError, PlanhatInvalidError } from "@churned/planhat-client";
import { BudgetSpentError } from "../context/worker-context.ts";

/** The answer to one call. */
export interface Answer {
  readonly model: ModelName;
  readonly kind: AnswerKind;
  readonly status: number | null;
  readonly durationMs: number;
  /** How long to wait before the next call, if Planhat or our own limit of calls requires a wait. */
  readonly waitMs?: number;
}

/** A company in the lean list. */
export interface LeanRow {
  readonly _id: string;
  readonly name: string;
}

/**
 * The sample that a check reads of some models: the names of the oldest companies, the companies of the newest end
 * users, and the mail addresses of users.
 */
const samples: Partial<Record<ModelName, { limit: number; sort: string; field: string }>> = {
  company: { limit: 100, sort: "_id", field: "name" },
  enduser: { limit: 100, sort: "-_id", field: "companyId" },
  user: { limit: 50, sort: "_id", field: "email" },
};
/**
 * Of every other model, a check reads only ids. One call shows whether the token may read the model. If there are few
 * records, the call also shows their number.
 */
const plainSample = { limit: 100, sort: undefined, field: "_id" } as const;

/** How many records a check requests of this model. If fewer records come, these are probably all records. */
export function sampleLimit(model: ModelName): number {
  return (samples[model] ?? plainSample).limit;
}

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
  // A call is aborted only if the time of the check is over or its lease is lost. Both mean that no answer came in
  // time, and the token is not the cause.
  aborted: "timed_out",
};

function judgeError(error: unknown): Pick<Answer, "kind" | "status" | "waitMs"> {
  // Planhat was not called, because Planhat throttled this token before, or because our own limit of calls is reached.
  if (error instanceof BudgetSpentError)
    return {
      kind: error.isThrottled ? "throttled" : "held_back",
      status: null,
      waitMs: error.retryAfterMs,
    };
  if (!(error instanceof PlanhatError)) return { kind: "our_fault", status: null };
  // The time was spent waiting in our own queue, so Planhat was not called.
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

/** Reads a few records of a model. Never throws: every failure is an answer. */
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
    // The host may refuse only the sort order. A call without the order shows whether the token may read the model.
    if (error instanceof PlanhatInvalidError && sort !== undefined) return await askPlainly();
    return { answer: answer(judgeError(error)) };
  }

  function judge(rows: readonly PlanhatRecord[]): { answer: Answer; sample?: Sample } {
    const sampled = rows.map((row): SampleRow => ({ ...row, _id: textOf(row["_id"]) }));
    if (sampled.length === 0)
      // Only an empty list is known to be complete, because a host may return fewer records than requested.
      return {
        answer: answer({ kind: "no_rows", status: 200 }),
        sample: { rows: [], isWhole: true },
      };
    // Every record of Planhat has an id. A list without any id, such as a list of errors, does not come from Planhat.
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

/** Repairs text in the same way as landing does, so that the ids of a check can be compared with landed ids. */
const textOf = (value: unknown): string => (typeof value === "string" ? repairText(value) : "");

/** The lean list, and whether the sample of companies is known to be the complete list. */
export interface Listing {
  /** Null if the lean list could not be read. */
  readonly lean: readonly LeanRow[] | null;
  readonly isWhole: boolean;
}

/**
 * Reads the lean list of companies. If the company list returned less than a page and the lean list has other
 * companies, one more call asks for the next rows. The company list may be shortened, or the host may return small
 * pages. Never throws, because the call for the model itself shows whether the token may read companies.
 */
export async function listLean(
  client: PlanhatClient,
  sample: Promise<Sample | undefined>,
  signal: AbortSignal,
): Promise<Listing> {
  const asked = {
    kind: "probe",
    retries,
    signal,
    attemptTimeoutMs: probeAttemptTimeoutMs,
    timeoutMs: probeTimeoutMs,
  } as const;
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
