/**
 * One call: attempts under one deadline. Every attempt first asks the limiter, then has its own time limit that
 * covers connecting, headers and body. Only GET is ever sent, so every attempt may be repeated. A wait that would
 * end after the deadline is not begun: the error is thrown at once, so that the caller can plan with `retryAfterMs`.
 */

import { BodyTooLargeError, readBody } from "./body.ts";
import { makePlanhatError, PlanhatError } from "./errors.ts";
import type { PlanhatErrorKind, PlanhatErrorReason } from "./errors.ts";
import type { Limiter, RequestKind } from "./limiter.ts";
import type { ModelName } from "./models/index.ts";
import { classifyNetworkError } from "./network-reason.ts";
import { backoffDelayMs, readRateInfo, readRetryAfterMs } from "./retry.ts";
import type { RateInfo } from "./retry.ts";
import { makeExcerpt, takeOutToken } from "./scrub.ts";

/** What the client tells about one attempt that left, after its end: kept as evidence, counted, learned from. It
 *  holds no token and no record, and is plain JSON. */
export interface RequestInfo {
  /** When the attempt was sent, ISO 8601 in UTC. */
  readonly at: string;
  readonly model: ModelName;
  readonly kind: RequestKind;
  readonly method: "GET";
  readonly host: string;
  /** With its query. */
  readonly path: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Before this attempt, for the limiter and for what Planhat or the backoff asked: since the call began, or since
   *  the end of the attempt before. */
  readonly waitedMs: number;
  /** Of this attempt alone, without `waitedMs`. */
  readonly durationMs: number;
  /** Null when no answer began. */
  readonly status: number | null;
  /** Null when the attempt succeeded. */
  readonly errorKind: PlanhatErrorKind | null;
  readonly reason: PlanhatErrorReason | null;
  /** How long Planhat asks to wait, where the attempt failed. */
  readonly retryAfterMs: number | null;
  /** The beginning of Planhat's message, scrubbed, where the attempt failed. */
  readonly excerpt: string | null;
  /** Size of the body, uncompressed; 0 when none was read. */
  readonly bytes: number;
  /** Null when no answer began or it said nothing of the budget. */
  readonly rate: RateInfo | null;
}

/** Settings shared by a client's calls. */
export interface CallSettings {
  readonly token: string;
  readonly userAgent: string;
  readonly fetch: typeof globalThis.fetch;
  readonly limiter: Limiter;
  readonly retryBaseMs: number;
  readonly maxBodyBytes: number;
  readonly onRequest: ((info: RequestInfo) => void) | undefined;
}

/** Settings of one call; they win over the client's. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number | undefined;
  readonly attemptTimeoutMs?: number | undefined;
  readonly retries?: number | undefined;
  /** By whose share of the budget it goes. Default: `probe` for `probe`, else `page`. */
  readonly kind?: RequestKind | undefined;
}

/** One call to make. */
export interface Call {
  readonly url: URL;
  readonly model: ModelName;
  readonly kind: RequestKind;
  readonly retries: number;
  readonly timeoutMs: number;
  readonly attemptTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Turns a body into the call's result. Throws `UnexpectedBody` when it is not what Planhat sends. */
export type ReadResult<T> = (bytes: Uint8Array) => T;

/** Thrown by a `ReadResult`; becomes an error of kind `unexpected_answer`. */
export class UnexpectedBody extends Error {
  readonly reason: PlanhatErrorReason;
  constructor(reason: PlanhatErrorReason) {
    super(reason);
    this.reason = reason;
  }
}

const RETRY_CAP_MS = 15_000;
const ERROR_BODY_BYTES = 64 * 1024;

/** Makes the call, with its retries. Throws a `PlanhatError`, or what the limiter threw of its own. */
export async function makeCall<T>(
  settings: CallSettings,
  call: Call,
  read: ReadResult<T>,
): Promise<T> {
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(call.timeoutMs);
  const overall = call.signal ? AbortSignal.any([call.signal, deadline]) : deadline;
  let waitingSince = startedAt;
  for (let attempt = 1; ; attempt += 1) {
    const track: Track = { startedAt, waitingSince, attempt, overall, sent: attempt - 1 };
    try {
      return await makeAttempt(settings, call, track, read);
    } catch (error) {
      if (!(error instanceof PlanhatError) || !error.retryable || attempt > call.retries)
        throw error;
      if (overall.aborted || error.reason === "tls") throw error;
      const delayMs =
        error.retryAfterMs ??
        backoffDelayMs(attempt, settings.retryBaseMs, RETRY_CAP_MS, Math.random);
      waitingSince = performance.now();
      if (waitingSince - startedAt + delayMs >= call.timeoutMs) throw error;
      await waitMs(delayMs, overall);
      if (call.signal?.aborted) throw makeError(call, { ...track, sent: attempt }, "aborted");
    }
  }
}

interface Track {
  readonly startedAt: number;
  /** When the attempt began to wait for its turn. */
  readonly waitingSince: number;
  readonly attempt: number;
  readonly overall: AbortSignal;
  readonly sent: number;
}

interface Facts {
  readonly status?: number;
  readonly reason?: PlanhatErrorReason;
  readonly retryAfterMs?: number | undefined;
  readonly excerpt?: string | undefined;
}

function makeError(
  call: Call,
  track: Track,
  kind: PlanhatErrorKind,
  facts: Facts = {},
): PlanhatError {
  return makePlanhatError(kind, {
    ...facts,
    model: call.model,
    host: call.url.host,
    durationMs: Math.round(performance.now() - track.startedAt),
    attempts: track.sent,
  });
}

async function makeAttempt<T>(
  settings: CallSettings,
  call: Call,
  before: Track,
  read: ReadResult<T>,
): Promise<T> {
  const release = await acquire(settings, call, before);
  const track: Track = { ...before, sent: before.attempt };
  const sentAt = performance.now();
  const at = new Date().toISOString();
  const attemptLimit = AbortSignal.timeout(call.attemptTimeoutMs);
  const signal = AbortSignal.any([track.overall, attemptLimit]);
  let response: Response | undefined;
  let bytes: Uint8Array = new Uint8Array();
  let failure: PlanhatError | undefined;
  try {
    response = await settings.fetch(call.url, {
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
    bytes = await readBody(response, response.ok ? settings.maxBodyBytes : ERROR_BODY_BYTES);
    const refusal = judgeStatus(response.status);
    if (refusal)
      throw makeError(call, track, refusal, describeAnswer(response, bytes, settings.token));
    return read(bytes);
  } catch (error) {
    failure = toPlanhatError(error);
    throw failure;
  } finally {
    release();
    settings.onRequest?.(
      describeAttempt(settings, call, track, {
        at,
        sentAt,
        response,
        bytes: bytes.byteLength,
        failure,
      }),
    );
  }

  function toPlanhatError(error: unknown): PlanhatError {
    if (error instanceof PlanhatError) return error;
    const status = response ? { status: response.status } : {};
    if (error instanceof UnexpectedBody) {
      const excerpt = makeExcerpt(decode(bytes.subarray(0, ERROR_BODY_BYTES)), settings.token);
      return makeError(call, track, "unexpected_answer", {
        ...status,
        reason: error.reason,
        excerpt,
      });
    }
    if (error instanceof BodyTooLargeError) {
      const refusal = judgeStatus(response?.status ?? 200);
      return makeError(call, track, refusal ?? "unexpected_answer", {
        ...status,
        reason: "too_large",
      });
    }
    if (call.signal?.aborted) return makeError(call, track, "aborted", status);
    if (track.overall.aborted)
      return makeError(call, track, "timed_out", { ...status, reason: "deadline" });
    if (attemptLimit.aborted)
      return makeError(call, track, "timed_out", { ...status, reason: "attempt" });
    return makeError(call, track, "unreachable", {
      ...status,
      reason: classifyNetworkError(error),
    });
  }
}

interface AttemptEnd {
  readonly at: string;
  readonly sentAt: number;
  readonly response: Response | undefined;
  readonly bytes: number;
  readonly failure: PlanhatError | undefined;
}

function describeAttempt(
  settings: CallSettings,
  call: Call,
  track: Track,
  { at, sentAt, response, bytes, failure }: AttemptEnd,
): RequestInfo {
  return {
    at,
    model: call.model,
    kind: call.kind,
    method: "GET",
    host: call.url.host,
    // A token pasted where an id belongs would be here.
    path: takeOutToken(call.url.pathname + call.url.search, settings.token),
    attempt: track.attempt,
    waitedMs: Math.round(sentAt - track.waitingSince),
    durationMs: Math.round(performance.now() - sentAt),
    status: response?.status ?? null,
    errorKind: failure?.kind ?? null,
    reason: failure?.reason ?? null,
    retryAfterMs: failure?.retryAfterMs ?? null,
    excerpt: failure?.excerpt ?? null,
    bytes,
    rate: response ? readRateInfo(response.headers, Date.now()) : null,
  };
}

async function acquire(settings: CallSettings, call: Call, track: Track): Promise<() => void> {
  try {
    return await settings.limiter.acquire(call.kind, track.overall);
  } catch (error) {
    if (call.signal?.aborted) throw makeError(call, track, "aborted");
    if (track.overall.aborted) throw makeError(call, track, "timed_out", { reason: "limiter" });
    throw error;
  }
}

function judgeStatus(status: number): PlanhatErrorKind | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status < 400) return "unexpected_answer";
  if (status === 401) return "rejected";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 429) return "throttled";
  if (status === 408 || status >= 500) return "planhat_failed";
  return "invalid";
}

function describeAnswer(response: Response, bytes: Uint8Array, token: string): Facts {
  const isRedirect = response.status < 400;
  return {
    status: response.status,
    ...(isRedirect ? { reason: "redirect" as const } : {}),
    retryAfterMs: readRetryAfterMs(response.headers, Date.now()),
    excerpt: makeExcerpt(decode(bytes), token),
  };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function waitMs(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal.addEventListener("abort", finish, { once: true });
  });
}
