/**
 * One attempt of a call: leave from the limiter, the request, and its answer to the end of the body. Whatever goes
 * wrong comes out as one `PlanhatError`; the leave is given back and the observer told on every way out.
 */

import { judgeRefusal, judgeStatus, UnexpectedBody } from "./answer.ts";
import type { AnswerFacts, ReadResult } from "./answer.ts";
import { BodyTooLargeError, readBody } from "./body.ts";
import type { CallTime } from "./call-time.ts";
import { makePlanhatError, PlanhatError } from "./errors.ts";
import type { PlanhatErrorKind } from "./errors.ts";
import type { Limiter, RequestKind } from "./limiter.ts";
import type { ModelName } from "./models/index.ts";
import { classifyNetworkError } from "./network-reason.ts";
import { describeRequest } from "./request-info.ts";
import type { RequestInfo } from "./request-info.ts";
import { makeExcerpt } from "./scrub.ts";

/** What every attempt of a client needs. */
export interface AttemptSettings {
  readonly token: string;
  readonly userAgent: string;
  readonly fetch: typeof globalThis.fetch;
  readonly limiter: Limiter;
  readonly maxBodyBytes: number;
  readonly onRequest: ((info: RequestInfo) => void) | undefined;
}

/** What is asked, whatever the attempt. */
export interface Call {
  readonly url: URL;
  readonly model: ModelName;
  readonly kind: RequestKind;
}

/** Which attempt of a call. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  readonly time: CallTime;
  /** `performance.now()` when the attempt began to wait for its turn. */
  readonly waitingSince: number;
}

/** What was sent and what has come so far. */
export interface Exchange {
  readonly at: string;
  readonly sentAt: number;
  response: Response | undefined;
  bytes: Uint8Array;
}

const ERROR_BODY_BYTES = 64 * 1024;
const nothing = new Uint8Array();

/** Makes an attempt. Throws a `PlanhatError`, or what limiter or observer threw of their own. */
export async function makeAttempt<T>(
  settings: AttemptSettings,
  call: Call,
  attempt: Attempt,
  read: ReadResult<T>,
): Promise<T> {
  const { time } = attempt;
  const release = await takeLeave(settings.limiter, call, attempt);
  const exchange: Exchange = {
    at: new Date().toISOString(),
    sentAt: performance.now(),
    response: undefined,
    bytes: nothing,
  };
  let failure: PlanhatError | undefined;
  time.startAttempt();
  try {
    await send(settings, call, time.signal, exchange);
    const { response, bytes } = exchange;
    const refusal = response && judgeStatus(response.status);
    if (refusal) {
      const { kind, facts } = judgeRefusal(refusal, response, bytes, settings.token);
      throw makeCallError(call, time, attempt.number, kind, facts);
    }
    return read(bytes);
  } catch (error) {
    failure = toPlanhatError(error, call, attempt, exchange, settings.token);
    throw failure;
  } finally {
    time.endAttempt();
    release();
    settings.onRequest?.(describeRequest(settings.token, call, attempt, exchange, failure));
  }
}

/** Makes the error of a call. `attempts` counts those that left. */
export function makeCallError(
  call: Call,
  time: CallTime,
  attempts: number,
  kind: PlanhatErrorKind,
  facts: AnswerFacts = {},
): PlanhatError {
  return makePlanhatError(kind, {
    ...facts,
    model: call.model,
    host: call.url.host,
    durationMs: Math.round(performance.now() - time.startedAt),
    attempts,
  });
}

async function takeLeave(limiter: Limiter, call: Call, attempt: Attempt): Promise<() => void> {
  const { time } = attempt;
  const sent = attempt.number - 1;
  try {
    return await limiter.acquire(call.kind, time.signal, call.model);
  } catch (error) {
    if (time.endedBy === "aborted") throw makeCallError(call, time, sent, "aborted");
    if (time.endedBy === "deadline")
      throw makeCallError(call, time, sent, "timed_out", { reason: "limiter" });
    throw error;
  }
}

async function send(
  settings: AttemptSettings,
  call: Call,
  signal: AbortSignal,
  exchange: Exchange,
): Promise<void> {
  // Not as a method of `settings`: a browser's fetch refuses any other `this` than its own.
  const { fetch } = settings;
  const response = await fetch(call.url, {
    method: "GET",
    headers: {
      accept: "application/json",
      authorization: `Bearer ${settings.token}`,
      "user-agent": settings.userAgent,
    },
    // Not "error", which fetch reports as a network failure: a redirect is an answer, and is not followed.
    redirect: "manual",
    signal,
  });
  exchange.response = response;
  exchange.bytes = await readBody(response, response.ok ? settings.maxBodyBytes : ERROR_BODY_BYTES);
}

function toPlanhatError(
  error: unknown,
  call: Call,
  { number, time }: Attempt,
  { response, bytes }: Exchange,
  token: string,
): PlanhatError {
  if (error instanceof PlanhatError) return error;
  const make = (kind: PlanhatErrorKind, facts: AnswerFacts): PlanhatError =>
    makeCallError(call, time, number, kind, {
      ...(response ? { status: response.status } : {}),
      ...facts,
    });
  if (error instanceof UnexpectedBody) {
    const text = new TextDecoder().decode(bytes.subarray(0, ERROR_BODY_BYTES));
    return make("unexpected_answer", { reason: error.reason, excerpt: makeExcerpt(text, token) });
  }
  if (error instanceof BodyTooLargeError) {
    // No API writes that much to refuse.
    const refusal = response && judgeStatus(response.status);
    const isRefusal = refusal === "rejected" || refusal === "forbidden" || refusal === "invalid";
    return make(isRefusal ? "blocked" : (refusal ?? "unexpected_answer"), { reason: "too_large" });
  }
  if (time.endedBy === "aborted") return make("aborted", {});
  if (time.endedBy !== undefined) return make("timed_out", { reason: time.endedBy });
  return make("unreachable", { reason: classifyNetworkError(error) });
}
