import type { ModelName } from "./models/index.ts";

/** The kinds of errors. Each kind tells the caller what to do. */
export type PlanhatErrorKind =
  | "rejected"
  | "forbidden"
  | "not_found"
  | "invalid"
  | "blocked"
  | "throttled"
  | "planhat_failed"
  | "unreachable"
  | "timed_out"
  | "unexpected_answer"
  | "aborted";

/**
 * The cause of an error, if known.
 * - unreachable: `unknown_host` (DNS has no such name), `dns`, `refused`, `no_route`, `connection_lost`, `tls`,
 *   `connect_timeout`, `network`
 * - timed_out: `attempt` (no complete answer to one attempt in time), `deadline` (the time of the whole call is over),
 *   `limiter` (the time passed while waiting for our own limiter, so Planhat is not to blame)
 * - rejected, forbidden: `unrecognised` (the status, but an empty body or one that is not known to be Planhat's)
 * - unexpected_answer: `redirect`, `not_json`, `not_an_array`, `not_an_object`, `truncated`, `too_large`, `not_sorted`,
 *   `no_progress` (many pages in a row without a new record)
 */
export type PlanhatErrorReason =
  | "unknown_host"
  | "dns"
  | "refused"
  | "no_route"
  | "connection_lost"
  | "tls"
  | "connect_timeout"
  | "network"
  | "attempt"
  | "deadline"
  | "limiter"
  | "redirect"
  | "not_json"
  | "not_an_array"
  | "not_an_object"
  | "truncated"
  | "too_large"
  | "not_sorted"
  | "no_progress"
  | "unrecognised";

/** The facts of every error. They never contain the token: secrets are removed from texts that come from outside. */
export interface PlanhatErrorDetails {
  readonly model: ModelName;
  readonly host: string;
  /** The duration of the whole call, with waits, attempts and backoff. */
  readonly durationMs: number;
  /** How many attempts were sent to Planhat; 0 if no attempt was sent. */
  readonly attempts: number;
  readonly status?: number | undefined;
  readonly reason?: PlanhatErrorReason | undefined;
  /** The wait that Planhat asked for. */
  readonly retryAfterMs?: number | undefined;
  /** The beginning of Planhat's message, without secrets. */
  readonly excerpt?: string | undefined;
}

/**
 * The base class of every error of a call. `retryable` says whether the same call may succeed later although nobody
 * changes anything.
 */
export abstract class PlanhatError extends Error {
  abstract readonly kind: PlanhatErrorKind;
  abstract readonly retryable: boolean;
  /** Always GET, because this client only reads. */
  readonly method = "GET";
  readonly model: ModelName;
  readonly host: string;
  readonly durationMs: number;
  readonly attempts: number;
  readonly status: number | undefined;
  readonly reason: PlanhatErrorReason | undefined;
  readonly retryAfterMs: number | undefined;
  readonly excerpt: string | undefined;

  constructor(summary: string, details: PlanhatErrorDetails) {
    super(`${summary} (${details.model} at ${details.host})`);
    this.name = new.target.name;
    this.model = details.model;
    this.host = details.host;
    this.durationMs = details.durationMs;
    this.attempts = details.attempts;
    this.status = details.status;
    this.reason = details.reason;
    this.retryAfterMs = details.retryAfterMs;
    this.excerpt = details.excerpt;
  }
}

/**
 * 401: the token was removed, paused or mistyped, or the host is of another region. With the reason `unrecognised`,
 * this is only probable.
 */
export class PlanhatRejectedError extends PlanhatError {
  readonly kind = "rejected";
  readonly retryable = false;
}

/**
 * 403: the token works, but its service account may not view this model. With the reason `unrecognised`, both are
 * only probable: a proxy or firewall may have refused the call.
 */
export class PlanhatForbiddenError extends PlanhatError {
  readonly kind = "forbidden";
  readonly retryable = false;
}

/** 404: the path or record does not exist, or this token may not see it. */
export class PlanhatNotFoundError extends PlanhatError {
  readonly kind = "not_found";
  readonly retryable = false;
}

/** Any other 4xx: Planhat does not accept the request. */
export class PlanhatInvalidError extends PlanhatError {
  readonly kind = "invalid";
  readonly retryable = false;
}

/** A 4xx that something other than Planhat wrote, such as a firewall or a proxy. It says nothing about the token. */
export class PlanhatBlockedError extends PlanhatError {
  readonly kind = "blocked";
  readonly retryable = false;
}

/** 429: Planhat's limit of calls is reached; see `retryAfterMs`. */
export class PlanhatThrottledError extends PlanhatError {
  readonly kind = "throttled";
  readonly retryable = true;
}

/** 408 or 5xx: Planhat's own fault. */
export class PlanhatFailedError extends PlanhatError {
  readonly kind = "planhat_failed";
  readonly retryable = true;
}

/** No answer came, because DNS, TCP or TLS failed; see `reason`. */
export class PlanhatUnreachableError extends PlanhatError {
  readonly kind = "unreachable";
  readonly retryable = true;
}

/** The complete answer did not come before a time limit; see `reason`. */
export class PlanhatTimedOutError extends PlanhatError {
  readonly kind = "timed_out";
  readonly retryable = true;
}

/** A success status with a body that is not Planhat's, or a redirect. */
export class PlanhatUnexpectedAnswerError extends PlanhatError {
  readonly kind = "unexpected_answer";
  get retryable(): boolean {
    return this.reason !== "redirect" && this.reason !== "too_large";
  }
}

/** The caller's signal ended the call. */
export class PlanhatAbortedError extends PlanhatError {
  readonly kind = "aborted";
  readonly retryable = false;
}

type ErrorClass = new (summary: string, details: PlanhatErrorDetails) => PlanhatError;

const classes: Readonly<Record<PlanhatErrorKind, readonly [ErrorClass, string]>> = {
  rejected: [PlanhatRejectedError, "Planhat does not accept the token"],
  forbidden: [PlanhatForbiddenError, "The token may not view this model"],
  not_found: [PlanhatNotFoundError, "Planhat does not know this path or record"],
  invalid: [PlanhatInvalidError, "Planhat does not accept the request"],
  blocked: [PlanhatBlockedError, "Something other than Planhat refused"],
  throttled: [PlanhatThrottledError, "Planhat asks for fewer calls"],
  planhat_failed: [PlanhatFailedError, "Planhat failed"],
  unreachable: [PlanhatUnreachableError, "Planhat could not be reached"],
  timed_out: [PlanhatTimedOutError, "Planhat did not answer in time"],
  unexpected_answer: [PlanhatUnexpectedAnswerError, "The answer is not one of Planhat's"],
  aborted: [PlanhatAbortedError, "The call was ended by its caller"],
};

/** Makes the error of a kind. */
export function makePlanhatError(
  kind: PlanhatErrorKind,
  details: PlanhatErrorDetails,
): PlanhatError {
  const [Class, summary] = classes[kind];
  return new Class(summary, details);
}
