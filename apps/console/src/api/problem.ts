import type { Problem } from "@churned/domain/wire";

/** A call that was not answered with what it asked for, in words for the person who pressed something. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  /** HTTP status; 0 where no answer came at all. */
  readonly status: number;
  /** The stable code of a problem body, or `NO_ANSWER`, or `NOT_A_PROBLEM`. */
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

const words: Readonly<Record<number, string>> = {
  0: "No answer came. Check your connection and try again.",
  401: "You are signed out.",
  403: "Your account may not do this.",
  404: "It is not here, or not yours to see.",
  413: "That is too long.",
  429: "That was too often. Wait a moment and try again.",
};

const ourFault = "Something on our side went wrong. Try again in a moment.";

/** What to say for a status that came without words of its own. */
export function wordsForStatus(status: number): string {
  return words[status] ?? ourFault;
}

function textOf(body: object, key: string): string | undefined {
  const value: unknown = Reflect.get(body, key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Reads an RFC 9457 body; anything else, a proxy's page for instance, becomes words of ours. */
export function problemFrom(status: number, body: unknown, requestId?: string): ApiProblem {
  const known = typeof body === "object" && body !== null ? body : {};
  const errors: unknown = Reflect.get(known, "errors");
  return new ApiProblem({
    status,
    code: textOf(known, "code") ?? "NOT_A_PROBLEM",
    message:
      textOf(known, "detail") ??
      textOf(known, "title") ??
      textOf(known, "message") ??
      wordsForStatus(status),
    requestId: textOf(known, "requestId") ?? requestId,
    errors: Array.isArray(errors) ? (errors as Problem["errors"]) : [],
  });
}

/** True where the same call may be answered better in a moment. */
export function isWorthRetrying(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 0 || error.status >= 500);
}
