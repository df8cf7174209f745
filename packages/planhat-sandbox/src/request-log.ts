import type { ModelName } from "@churned/planhat-client/models";

/** One API request that was answered or dropped, without its token. */
export interface LoggedRequest {
  readonly at: number;
  readonly host: string;
  readonly method: string;
  /** The path with the query. */
  readonly path: string;
  readonly model: ModelName | undefined;
  readonly accountId: string | undefined;
  /** 0 if the connection was dropped. */
  readonly status: number;
  readonly durationMs: number;
  readonly fault: string | undefined;
}

/** The last requests, newest first. */
export interface RequestLog {
  add(request: LoggedRequest): void;
  list(accountId?: string): LoggedRequest[];
  reset(): void;
}

const KEPT_REQUESTS = 5_000;

/** Makes a log that keeps the last 5,000 requests. */
export function createRequestLog(): RequestLog {
  let requests: LoggedRequest[] = [];
  return {
    add(request) {
      requests.push(request);
      if (requests.length > 2 * KEPT_REQUESTS) requests = requests.slice(-KEPT_REQUESTS);
    },
    list: (accountId) =>
      requests
        .slice(-KEPT_REQUESTS)
        .filter((request) => accountId === undefined || request.accountId === accountId)
        .toReversed(),
    reset() {
      requests = [];
    },
  };
}
