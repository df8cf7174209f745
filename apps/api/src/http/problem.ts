/**
 * The border for errors: whatever was thrown becomes an RFC 9457 problem here, once.
 * Only an AppError's public words leave; everything else is a 500 with the same words for all, and a request id under
 * which the cause is in the log.
 */
import { AppError, errorCodes, type ErrorCode } from "@churned/domain/shared";
import type { Problem } from "@churned/domain/wire";
import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { ApiContext } from "./api-context.ts";

/** What each code means to a caller, for the problem's title and for its page. */
export const problemWords: Readonly<Record<ErrorCode, { title: string; remedy: string }>> = {
  VALIDATION: {
    title: "The request is not right in form",
    remedy: "`errors` names each place and what is wrong there. Correct it and send again.",
  },
  UNAUTHENTICATED: { title: "Nobody is signed in", remedy: "Sign in, then send again." },
  FORBIDDEN: {
    title: "This account may not do that",
    remedy: "Ask somebody whose role allows it. Sending again does not help.",
  },
  NOT_FOUND: {
    title: "There is no such thing here",
    remedy: "Check the id and the path. What belongs to somebody else is not here either.",
  },
  CONFLICT: {
    title: "That does not fit the present state",
    remedy: "Read the present state; `detail` says what stands in the way.",
  },
  SEALING_KEY_CHANGED: {
    title: "The sealing key has changed",
    remedy: "Fetch /v1/sealing-key, seal the token again, send again.",
  },
  LIMIT_EXCEEDED: { title: "The request is too large", remedy: "Send at most 64 KiB." },
  RATE_LIMITED: {
    title: "Too many requests",
    remedy: "Wait for as many seconds as `Retry-After` says.",
  },
  CANCELLED: { title: "The request was given up", remedy: "Send again if it is still wanted." },
  INTERNAL: {
    title: "Something went wrong on our side",
    remedy: "Try again. If it stays, tell us the request id; the cause is in our log under it.",
  },
};

const internalDetail =
  "Something went wrong on our side. Try again; if it stays, tell us the request id.";

/** `SEALING_KEY_CHANGED` as the last part of its page's address. */
export function slugOf(code: ErrorCode): string {
  return code.toLowerCase().replaceAll("_", "-");
}

/** The error as it may be told. Anything that is no AppError, or is one of ours gone wrong, tells nothing. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError && error.code !== "INTERNAL") return error;
  return new AppError("INTERNAL", internalDetail, { retry: "later", cause: error });
}

/** Answers with the problem that `thrown` is. */
export function answerProblem(c: Context<ApiContext>, appUrl: string, thrown: unknown): Response {
  const error = toAppError(thrown);
  const status = errorCodes[error.code];
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
