/** What an answer means: by its status, and, where it is a success, by its body. */

import { judgeAuthor } from "./author.ts";
import type { PlanhatErrorKind, PlanhatErrorReason } from "./errors.ts";
import { readRetryAfterMs } from "./retry.ts";
import { makeExcerpt } from "./scrub.ts";

/** Turns a success's body into the call's result. Throws `UnexpectedBody` when it is not what Planhat sends. */
export type ReadResult<T> = (bytes: Uint8Array) => T;

/** Thrown by a `ReadResult`; becomes an error of kind `unexpected_answer`. */
export class UnexpectedBody extends Error {
  readonly reason: PlanhatErrorReason;
  constructor(reason: PlanhatErrorReason) {
    super(reason);
    this.reason = reason;
  }
}

/** What an error tells beside its kind. */
export interface AnswerFacts {
  readonly status?: number;
  readonly reason?: PlanhatErrorReason;
  readonly retryAfterMs?: number | undefined;
  readonly excerpt?: string | undefined;
}

/** The kind of error that a status is; undefined for a success. */
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

/** What an answer that is no success means and says, scrubbed of the token. */
export function judgeRefusal(
  kind: PlanhatErrorKind,
  response: Response,
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
  // A browser shows a redirect that it does not follow as status 0.
  if (status < 400) return { kind, facts: { ...facts, reason: "redirect" } };
  if (kind !== "rejected" && kind !== "forbidden" && kind !== "invalid") return { kind, facts };
  const author = judgeAuthor(headers, body);
  if (author === "planhat") return { kind, facts };
  // A token or a permission may still be what an empty answer is about; a refused question cannot be told from it.
  return author === "other" || kind === "invalid"
    ? { kind: "blocked", facts }
    : { kind, facts: { ...facts, reason: "unrecognised" } };
}
