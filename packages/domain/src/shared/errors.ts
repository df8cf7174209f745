/** The closed set of errors that cross our layers, each with the HTTP status that the API answers. */
export const errorCodes = {
  VALIDATION: 422,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  SEALING_KEY_CHANGED: 409,
  LIMIT_EXCEEDED: 413,
  RATE_LIMITED: 429,
  CANCELLED: 499,
  INTERNAL: 500,
} as const;

/** A stable code. */
export type ErrorCode = keyof typeof errorCodes;

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
