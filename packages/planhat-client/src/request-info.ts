import type { Attempt, Call, Exchange } from "./attempt.ts";
import type { PlanhatError, PlanhatErrorKind, PlanhatErrorReason } from "./errors.ts";
import type { RequestKind } from "./limiter.ts";
import type { ModelName } from "./models/index.ts";
import { readRateInfo } from "./rate-headers.ts";
import type { RateInfo } from "./rate-headers.ts";
import { takeOutToken } from "./scrub.ts";

/**
 * The facts of one attempt that was sent and has ended. They serve as evidence and for metrics, and a budget can
 * learn from them. They contain no token and no record, and are plain JSON.
 */
export interface RequestInfo {
  /** When the attempt was sent, ISO 8601 in UTC. */
  readonly at: string;
  readonly model: ModelName;
  readonly kind: RequestKind;
  readonly method: "GET";
  readonly host: string;
  /** The path with the query. */
  readonly path: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /**
   * How long this attempt waited for the limiter, for Planhat's `Retry-After` or for the backoff. Measured from the
   * start of the call or from the end of the previous attempt.
   */
  readonly waitedMs: number;
  /** The duration of this attempt, without `waitedMs`. */
  readonly durationMs: number;
  /** Null if no answer began. */
  readonly status: number | null;
  /** Null if the attempt succeeded. */
  readonly errorKind: PlanhatErrorKind | null;
  readonly reason: PlanhatErrorReason | null;
  /** The wait that Planhat asked for, if the attempt failed. */
  readonly retryAfterMs: number | null;
  /** The beginning of Planhat's message without secrets, if the attempt failed. */
  readonly excerpt: string | null;
  /** The uncompressed size of the body; 0 if no body was read. */
  readonly bytes: number;
  /** Null if no answer began, or if the answer has no rate headers. */
  readonly rate: RateInfo | null;
}

/** Makes the `RequestInfo` of an attempt that has ended. */
export function describeRequest(
  token: string,
  call: Call,
  attempt: Attempt,
  exchange: Exchange,
  failure: PlanhatError | undefined,
): RequestInfo {
  const { sentAt, at, response, bytes } = exchange;
  return {
    at,
    model: call.model,
    kind: call.kind,
    method: "GET",
    host: call.url.host,
    // The path contains the token if somebody pasted the token in place of an id.
    path: takeOutToken(call.url.pathname + call.url.search, token),
    attempt: attempt.number,
    waitedMs: Math.round(sentAt - attempt.waitingSince),
    durationMs: Math.round(performance.now() - sentAt),
    status: response?.status ?? null,
    errorKind: failure?.kind ?? null,
    reason: failure?.reason ?? null,
    retryAfterMs: failure?.retryAfterMs ?? null,
    excerpt: failure?.excerpt ?? null,
    bytes: bytes.byteLength,
    rate: response ? readRateInfo(response.headers, Date.now()) : null,
  };
}
