/**
 * Turns each error into an RFC 9457 problem. An `AppError` gives its public message. Any other error becomes a 500 with
 * a fixed text and the request id. The log has the cause under the same request id. `error-status.ts` has the status of
 * each error code.
 */
import { isDatabaseAway } from "@churned/db/client";
import type { ErrorCode } from "@churned/domain/shared";
import { AppError } from "@churned/domain/shared";
import type { Problem } from "@churned/domain/wire";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ApiContext } from "./api-context.ts";
import { bodyMaxInWords } from "./body.ts";
import { errorStatus } from "./error-status.ts";

/** The meaning of each code to a caller, for the problem's title and its page. */
export const problemWords: Readonly<Record<ErrorCode, { title: string; remedy: string }>> = {
  MALFORMED: {
    title: "The request is not valid HTTP",
    remedy: "Send a request with a valid method, path and `Host` header.",
  },
  VALIDATION: {
    title: "The request has wrong or missing fields",
    remedy:
      "`errors` names each field and its error. Correct the fields and send the request again.",
  },
  UNAUTHENTICATED: { title: "Nobody is signed in", remedy: "Sign in and send the request again." },
  FORBIDDEN: {
    title: "This account may not do that",
    remedy: "Ask a person whose role allows it. A second try does not help.",
  },
  NOT_FOUND: {
    title: "Not found",
    remedy: "Check the id and the path. A row of another tenant is not found either.",
  },
  CONFLICT: {
    title: "The current state does not allow this",
    remedy: "Read the current state. `detail` gives the reason.",
  },
  SEALING_KEY_CHANGED: {
    title: "The sealing key has changed",
    remedy: "Fetch /v1/sealing-key, seal the token with it, and send the request again.",
  },
  LIMIT_EXCEEDED: { title: "The request is too large", remedy: `Send at most ${bodyMaxInWords}.` },
  RATE_LIMITED: {
    title: "Too many requests",
    remedy: "Wait for the seconds in `Retry-After`.",
  },
  CANCELLED: { title: "The request was cancelled", remedy: "Send it again if you still need it." },
  UNAVAILABLE: {
    title: "The database is away",
    remedy:
      "Wait for the seconds in `Retry-After`, and send the request again. A change may have been stored: read before you send it again.",
  },
  INTERNAL: {
    title: "An error on our side",
    remedy: "Try again. If the error stays, tell us the request id: our log has the cause.",
  },
};

const internalDetail =
  "An error on our side. Try again. If the error stays, tell us the request id.";

/** The last part of the URL that explains a code: `sealing-key-changed` for `SEALING_KEY_CHANGED`. */
export function slugOf(code: ErrorCode): string {
  return code.toLowerCase().replaceAll("_", "-");
}

const awayDetail =
  "The database is away. If you changed something, first read whether the change was stored. Then try again in a moment.";
/** PostgreSQL is usually back within this time after a restart or a failover. */
const awayRetryMs = 5_000;

/**
 * The error that the caller may see. An error that is no `AppError`, or that has the code INTERNAL, gives a fixed text.
 */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError && error.code !== "INTERNAL") return error;
  if (isDatabaseAway(error))
    return new AppError("UNAVAILABLE", awayDetail, {
      retry: { afterMs: awayRetryMs },
      cause: error,
    });
  return new AppError("INTERNAL", internalDetail, { retry: "later", cause: error });
}

/** Answers with the problem of `thrown`. */
export function answerProblem(c: Context<ApiContext>, appUrl: string, thrown: unknown): Response {
  const error = toAppError(thrown);
  const status = errorStatus[error.code];
  const body: Problem = {
    type: `${appUrl}/problems/${slugOf(error.code)}`,
    title: problemWords[error.code].title,
    status,
    code: error.code,
    detail: error.publicMessage,
    requestId: c.get("requestId"),
    errors: [...error.errors],
  };
  c.set("problemCode", error.code);
  if (typeof error.retry === "object")
    c.header("Retry-After", String(Math.max(1, Math.ceil(error.retry.afterMs / 1000))));
  return c.body(JSON.stringify(body), status as ContentfulStatusCode, {
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
  });
}
