import type { Problem } from "@churned/domain/wire";

/** A failed call. Its message is for the person who caused the call. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** HTTP status; 0 if there was no answer. */
  readonly status: number;
  /** The stable code of the problem body; or `NO_ANSWER`, `OUTCOME_UNKNOWN` or `NOT_A_PROBLEM`. */
  readonly code: string;
  readonly requestId: string | undefined;
  readonly errors: Problem["errors"];

  constructor(problem: {
    status: number;
    code: string;
    message: string;
    requestId?: string | undefined;
    errors?: Problem["errors"] | undefined;
  }) {
    super(problem.message);
    this.status = problem.status;
    this.code = problem.code;
    this.requestId = problem.requestId;
    this.errors = problem.errors ?? [];
  }
}

const noAnswer = "Churned does not answer right now. This page tries again by itself.";
const outcomeUnknown =
  "Churned did not answer, so it is not known whether this was done. The page is read again once Churned answers: look there before you do it again.";

const words: Readonly<Record<number, string>> = {
  0: noAnswer,
  401: "You are signed out.",
  403: "Your account may not do this.",
  404: "It is not here, or not yours to see.",
  413: "That is too long.",
  429: "That was too often. Wait a moment and try again.",
  502: noAnswer,
  503: noAnswer,
  504: noAnswer,
};

const ourFault = "Something on our side went wrong. Try again in a moment.";

/** The message for an HTTP status, if the answer had no message. */
function wordsForStatus(status: number): string {
  return words[status] ?? ourFault;
}

/** The error for a call that the API did not answer. `isWrite`: the call may still have succeeded. */
export function makeUnanswered(isWrite: boolean, status = 0): ApiProblem {
  return isWrite
    ? new ApiProblem({ status, code: "OUTCOME_UNKNOWN", message: outcomeUnknown })
    : new ApiProblem({ status, code: "NO_ANSWER", message: noAnswer });
}

function textOf(body: object, key: string): string | undefined {
  const value: unknown = Reflect.get(body, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Reads an RFC 9457 body. Any other body, such as a proxy's page, gets a message of the console. */
export function problemFrom(status: number, body: unknown, requestId?: string): ApiProblem {
  const known = typeof body === "object" && body !== null ? body : {};
  const errors: unknown = Reflect.get(known, "errors");
  // A proxy may answer in JSON with a `code` too; only the API adds `requestId`.
  const isOurs = textOf(known, "requestId") !== undefined;
  return new ApiProblem({
    status,
    code: (isOurs ? textOf(known, "code") : undefined) ?? "NOT_A_PROBLEM",
    message:
      (isOurs ? (textOf(known, "detail") ?? textOf(known, "title")) : undefined) ??
      wordsForStatus(status),
    requestId: textOf(known, "requestId") ?? requestId,
    errors: Array.isArray(errors) ? (errors as Problem["errors"]) : [],
  });
}

/** Statuses with which a proxy itself refuses a call, although the API works. */
const proxysOwn: readonly number[] = [413, 429];
const awayCodes: readonly string[] = ["NO_ANSWER", "OUTCOME_UNKNOWN"];

/**
 * True if Churned did not answer: no answer came, or a proxy answered in its place (with 502, or with 401 or 404
 * while the API is down).
 */
export function isUnanswered(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  if (error.code === "NOT_A_PROBLEM") return !proxysOwn.includes(error.status);
  return awayCodes.includes(error.code);
}

/** True if the API says that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === "UNAUTHENTICATED";
}

/** True if the same call may succeed in a moment. */
export function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}
