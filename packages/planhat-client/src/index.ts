export { createPlanhatClient } from "./client.ts";
export type {
  LeanCompaniesOptions,
  LeanCompany,
  PlanhatClient,
  PlanhatClientOptions,
} from "./client.ts";
export type { PlanhatRecord } from "./parse.ts";
export { extid, srcid, toDayNumber } from "./query.ts";
export type {
  ListOptions,
  ListPageOptions,
  PageBytesOptions,
  PageOptions,
  ScanOptions,
} from "./query.ts";
export type { CallOptions } from "./call.ts";
export type { RequestInfo } from "./request-info.ts";
export {
  PlanhatAbortedError,
  PlanhatBlockedError,
  PlanhatError,
  PlanhatFailedError,
  PlanhatForbiddenError,
  PlanhatInvalidError,
  PlanhatNotFoundError,
  PlanhatRejectedError,
  PlanhatThrottledError,
  PlanhatTimedOutError,
  PlanhatUnexpectedAnswerError,
  PlanhatUnreachableError,
} from "./errors.ts";
export type { PlanhatErrorDetails, PlanhatErrorKind, PlanhatErrorReason } from "./errors.ts";
export { BodyTooLargeError } from "./body.ts";
export type { AnswerHead, AnswerHeaders, Send, Sending } from "./send.ts";
export { createLimiter } from "./limiter.ts";
export type { Limiter, LimiterOptions, RequestKind } from "./limiter.ts";
export { createRetryBudget } from "./retry-budget.ts";
export type { RetryBudget, RetryBudgetOptions } from "./retry-budget.ts";
export type { RateInfo } from "./rate-headers.ts";
export { findHostName, parseHostTable, planhatHosts } from "./hosts.ts";
export type { PlanhatHost } from "./hosts.ts";
export { decode, isModelName, modelNames, models } from "./models/index.ts";
export type { Decoded, ModelName, Oddity, RecordOf, Reference } from "./models/index.ts";
