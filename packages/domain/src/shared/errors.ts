/** The closed set of errors that cross our layers. Each knows, where it is thrown, whether trying again helps. */
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

/** A stable code; its number is the HTTP status it becomes at that border. */
export type ErrorCode = keyof typeof errorCodes;

/** Whether trying again helps: never, later, or after a known time. */
export type Retry = "never" | "later" | { readonly afterMs: number };

interface AppErrorOptions {
  /** What the person outside may read: what happened and what to do. Never a secret, never internals. */
  readonly publicMessage?: string;
  readonly retry?: Retry;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly cause?: unknown;
}

/** An error of ours, mapped once at each border (HTTP problem, work row, exit code). */
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

/** For what does not exist, or is another tenant's: the two are one answer, so that ids cannot be probed. */
export function notFound(what: string): AppError {
  return new AppError("NOT_FOUND", `There is no such ${what}.`);
}
