/** The closed set of error codes that cross our layers. The API gives each an HTTP status. */
export const errorCodes = [
  "VALIDATION",
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "NOT_FOUND",
  "CONFLICT",
  "SEALING_KEY_CHANGED",
  "LIMIT_EXCEEDED",
  "RATE_LIMITED",
  "CANCELLED",
  "INTERNAL",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** Whether a retry helps: never, later, or after a known time in milliseconds. */
export type Retry = "never" | "later" | { readonly afterMs: number };

interface AppErrorOptions {
  /** The text for callers of the API: what happened and what to do. It holds no secrets and no internals. */
  readonly publicMessage?: string;
  readonly retry?: Retry;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly cause?: unknown;
}

/** An error of our own. Each border maps it once: to an HTTP problem, a row of work or an exit code. */
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
 * The error for a row that does not exist or belongs to another tenant. Both get the same answer, so that nobody can
 * find out which ids exist.
 */
export function notFound(what: string): AppError {
  return new AppError("NOT_FOUND", `There is no such ${what}.`);
}
