import type { ModelName } from "./models/index.ts";

/** What went wrong, by what the caller can do about it. */
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

/** A finer cause, where one is known.
 *  Unreachable: `unknown_host` (there is no such name), `dns`, `refused`, `no_route`, `connection_lost`, `tls`, `connect_timeout`, `network`.
 *  Timed out: `attempt` (Planhat was silent too long), `deadline` (the call's whole time is spent),
 *  `limiter` (the time went waiting for our own limiter, so Planhat is not to blame).
 *  Rejected, forbidden: `unrecognised` (the status alone says so: an empty body, or one that is not known of Planhat).
 *  Unexpected answer: `redirect`, `not_json`, `not_an_array`, `not_an_object`, `truncated`, `too_large`, `not_sorted`,
 *  `no_progress` (page after page without a new record). */
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

/** The facts every error carries. Never the token: texts from outside pass `scrub` before they get here. */
export interface PlanhatErrorDetails {
  readonly model: ModelName;
  readonly host: string;
  /** Of the whole call: waiting, attempts and backoff. */
  readonly durationMs: number;
  /** Attempts sent to Planhat, 0 when none left this process. */
  readonly attempts: number;
  readonly status?: number | undefined;
  readonly reason?: PlanhatErrorReason | undefined;
  /** How long Planhat asks to wait. */
  readonly retryAfterMs?: number | undefined;
  /** The beginning of Planhat's message, scrubbed. */
  readonly excerpt?: string | undefined;
}

/** Base of every error this client throws for a call. `retryable` says whether the same call may succeed later
 *  with nothing changed by a person. */
export abstract class PlanhatError extends Error {
  abstract readonly kind: PlanhatErrorKind;
  abstract readonly retryable: boolean;
  /** This client only reads. */
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

/** 401: removed, paused or mistyped token, or the host of another region. With reason `unrecognised`, most likely. */
export class PlanhatRejectedError extends PlanhatError {
  readonly kind = "rejected";
  readonly retryable = false;
}

/** 403: the token works, but its service account may not view this model. With reason `unrecognised` it proves neither:
 *  something on the way may have refused. */
export class PlanhatForbiddenError extends PlanhatError {
  readonly kind = "forbidden";
  readonly retryable = false;
}

/** 404: no such path or record, or one this token is not shown. */
export class PlanhatNotFoundError extends PlanhatError {
  readonly kind = "not_found";
  readonly retryable = false;
}

/** Any other 4xx: Planhat does not accept the request as sent. */
export class PlanhatInvalidError extends PlanhatError {
  readonly kind = "invalid";
  readonly retryable = false;
}

/** A 4xx that something other than Planhat wrote: a firewall or proxy on the way. It says nothing about the token. */
export class PlanhatBlockedError extends PlanhatError {
  readonly kind = "blocked";
  readonly retryable = false;
}

/** 429: the budget of calls is spent; see `retryAfterMs`. */
export class PlanhatThrottledError extends PlanhatError {
  readonly kind = "throttled";
  readonly retryable = true;
}

/** 408 or 5xx: Planhat's own fault. */
export class PlanhatFailedError extends PlanhatError {
  readonly kind = "planhat_failed";
  readonly retryable = true;
}

/** No answer came: DNS, TCP or TLS; see `reason`. */
export class PlanhatUnreachableError extends PlanhatError {
  readonly kind = "unreachable";
  readonly retryable = true;
}

/** The answer, or its end, did not come in time; see `reason`. */
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
