/** The closed set of error codes that pass from one layer to another. The API maps each code to an HTTP status. */
export const errorCodes = [
  "MALFORMED",
  "VALIDATION",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "CONFLICT",
  "SEALING_KEY_CHANGED",
  "LIMIT_EXCEEDED",
  "RATE_LIMITED",
  "CANCELLED",
  "UNAVAILABLE",
  "INTERNAL",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Whether a retry can succeed: never, at some later time, or after a known time in milliseconds. */
export type Retry = "never" | "later" | { readonly afterMs: number };

interface AppErrorOptions {
  /** The text for callers of the API: what happened and what to do. It contains no secrets and no internal details. */
  readonly publicMessage?: string;
  readonly retry?: Retry;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly cause?: unknown;
}

/** An error of our own. Each border maps it once: to an HTTP problem, to a row of work, or to an exit code. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly publicMessage: string;
  readonly retry: Retry;
  readonly errors: readonly { readonly path: string; readonly message: string }[];

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.publicMessage = options.publicMessage ?? message;
    this.retry = options.retry ?? "never";
    this.errors = options.errors ?? [];
  }
}

/**
 * The error for a row that does not exist or that belongs to another tenant. Both cases get the same answer, so that
 * nobody can find out which ids exist.
 */
export function notFound(what: string): AppError {
  return new AppError("NOT_FOUND", `There is no such ${what}.`);
}
