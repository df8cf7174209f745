import type { Attempt, Call, Exchange } from "./attempt.ts";
import type { PlanhatError, PlanhatErrorKind, PlanhatErrorReason } from "./errors.ts";
import type { RequestKind } from "./limiter.ts";
import type { ModelName } from "./models/index.ts";
import { readRateInfo } from "./retry.ts";
import type { RateInfo } from "./retry.ts";
import { takeOutToken } from "./scrub.ts";

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

/** Puts together what is told of an attempt that has ended. */
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
    // A token pasted where an id belongs would be here.
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
