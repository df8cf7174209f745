/** Judges an answer: by its status and, for a success, by its body. */

import { judgeAuthor } from "./author.ts";
import type { PlanhatErrorKind, PlanhatErrorReason } from "./errors.ts";
import { readRetryAfterMs } from "./rate-headers.ts";
import { makeExcerpt } from "./scrub.ts";
import type { AnswerHead } from "./send.ts";

/** Turns the body of a success into the call's result. Throws `UnexpectedBody` if Planhat does not send such a body. */
export type ReadResult<T> = (bytes: Uint8Array) => T;

/** Thrown by a `ReadResult`. The call then fails with an error of kind `unexpected_answer`. */
export class UnexpectedBody extends Error {
  readonly reason: PlanhatErrorReason;
  constructor(reason: PlanhatErrorReason) {
    super(reason);
    this.reason = reason;
  }
}

/** The facts of an error besides its kind. */
export interface AnswerFacts {
  readonly status?: number;
  readonly reason?: PlanhatErrorReason;
  readonly retryAfterMs?: number | undefined;
  readonly excerpt?: string | undefined;
}

/** The kind of error of a status; undefined for a success. */
export function judgeStatus(status: number): PlanhatErrorKind | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status < 400) return "unexpected_answer";
  if (status === 401) return "rejected";
  if (status === 403) return "forbidden";
  if (status === 404) return "not_found";
  if (status === 429) return "throttled";
  if (status === 408 || status >= 500) return "planhat_failed";
  return "invalid";
}

/** The kind of error of an unsuccessful answer, and its facts without the token. */
export function judgeRefusal(
  kind: PlanhatErrorKind,
  response: AnswerHead,
  bytes: Uint8Array,
  token: string,
): { readonly kind: PlanhatErrorKind; readonly facts: AnswerFacts } {
  const { status, headers } = response;
  const body = new TextDecoder().decode(bytes);
  const facts: AnswerFacts = {
    status,
    retryAfterMs: readRetryAfterMs(headers, Date.now()),
    excerpt: makeExcerpt(body, token),
  };
  // Browsers report a redirect that they do not follow as status 0.
  if (status < 400) return { kind, facts: { ...facts, reason: "redirect" } };
  if (kind !== "rejected" && kind !== "forbidden" && kind !== "invalid") return { kind, facts };
  const author = judgeAuthor(headers, body);
  if (author === "planhat") return { kind, facts };
  // An empty 401 or 403 may still come from Planhat. An empty answer to an invalid request proves nothing.
  return author === "other" || kind === "invalid"
    ? { kind: "blocked", facts }
    : { kind, facts: { ...facts, reason: "unrecognised" } };
}
