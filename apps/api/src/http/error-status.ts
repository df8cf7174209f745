import type { ErrorCode } from "@churned/domain/shared";

/** The HTTP status of each error code. */
export const errorStatus: Readonly<Record<ErrorCode, number>> = {
  MALFORMED: 400,
  VALIDATION: 422,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  SEALING_KEY_CHANGED: 409,
  LIMIT_EXCEEDED: 413,
  RATE_LIMITED: 429,
  CANCELLED: 499,
  UNAVAILABLE: 503,
  INTERNAL: 500,
};
