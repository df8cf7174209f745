export { createPlanhatClient } from "./client.ts";
export type {
  CallOptions,
  PageBytesOptions,
  PageOptions,
  PlanhatClient,
  PlanhatClientOptions,
  PlanhatRecord,
} from "./client.ts";
export type { RequestInfo } from "./call.ts";
export {
  PlanhatAbortedError,
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
export { createLimiter } from "./limiter.ts";
export type { Limiter, LimiterOptions, RequestKind } from "./limiter.ts";
export type { RateInfo } from "./retry.ts";
export { parseHostTable, planhatHosts } from "./hosts.ts";
export type { PlanhatHost } from "./hosts.ts";
