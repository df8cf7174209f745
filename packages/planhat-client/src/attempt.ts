/**
 * One attempt of a call: it waits for a slot from the limiter, sends the request, and reads the answer to the end of
 * its body. Every failure is thrown as a `PlanhatError`. In every case, the slot is released and the observer is
 * called.
 */

import { judgeRefusal, judgeStatus, UnexpectedBody } from "./answer.ts";
import type { AnswerFacts, ReadResult } from "./answer.ts";
import { BodyTooLargeError, withoutMark } from "./body.ts";
import type { CallTime } from "./call-time.ts";
import { makePlanhatError, PlanhatError } from "./errors.ts";
import type { PlanhatErrorKind } from "./errors.ts";
import type { Limiter, RequestKind } from "./limiter.ts";
import type { ModelName } from "./models/index.ts";
import { classifyNetworkError } from "./network-reason.ts";
import { describeRequest } from "./request-info.ts";
import type { RequestInfo } from "./request-info.ts";
import { makeExcerpt } from "./scrub.ts";
import type { AnswerHead, Send } from "./send.ts";

/** The settings that all attempts of a client share. */
export interface AttemptSettings {
  readonly token: string;
  readonly userAgent: string;
  readonly send: Send;
  readonly limiter: Limiter;
  readonly maxBodyBytes: number;
  readonly onRequest: ((info: RequestInfo) => void) | undefined;
}

/** The call, which is the same for all its attempts. */
export interface Call {
  readonly url: URL;
  readonly model: ModelName;
  readonly kind: RequestKind;
}

/** One attempt of a call. */
export interface Attempt {
  /** 1 for the first attempt. */
  readonly number: number;
  readonly time: CallTime;
  /** `performance.now()` when the attempt began to wait for the limiter. */
  readonly waitingSince: number;
}

/** The request that was sent, and the part of the answer received so far. */
export interface Exchange {
  readonly at: string;
  readonly sentAt: number;
  response: AnswerHead | undefined;
  bytes: Uint8Array;
}

const ERROR_BODY_BYTES = 64 * 1024;
const nothing = new Uint8Array();

/** Makes an attempt. Throws a `PlanhatError`, or an error of the limiter or the observer. */
export async function makeAttempt<T>(
  settings: AttemptSettings,
  call: Call,
  attempt: Attempt,
  read: ReadResult<T>,
): Promise<T> {
  const { time } = attempt;
  const release = await acquireSlot(settings.limiter, call, attempt);
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

/** Makes the error of a call. `attempts` counts the attempts that were sent. */
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

async function acquireSlot(limiter: Limiter, call: Call, attempt: Attempt): Promise<() => void> {
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
  const bytes = await settings.send({
    url: call.url,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${settings.token}`,
      "user-agent": settings.userAgent,
    },
    signal,
    onHead: (head) => {
      exchange.response = head;
      return judgeStatus(head.status) === undefined ? settings.maxBodyBytes : ERROR_BODY_BYTES;
    },
  });
  exchange.bytes = withoutMark(bytes);
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
    // An API's refusal is never so long, so something else than Planhat's API wrote this answer.
    const refusal = response && judgeStatus(response.status);
    const isRefusal = refusal === "rejected" || refusal === "forbidden" || refusal === "invalid";
    return make(isRefusal ? "blocked" : (refusal ?? "unexpected_answer"), { reason: "too_large" });
  }
  if (time.endedBy === "aborted") return make("aborted", {});
  if (time.endedBy !== undefined) return make("timed_out", { reason: time.endedBy });
  return make("unreachable", { reason: classifyNetworkError(error) });
}
