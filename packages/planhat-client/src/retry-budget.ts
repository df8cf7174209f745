/**
 * Retries of many calls drawn from one bucket, so that an outage does not multiply traffic: every retry takes one,
 * every good answer
 * gives a part of one back. With nothing but failures, a bucket of 50 lets
 * 50 retries out, however many calls are made; then each call is tried once until answers come again.
 * Source: the same idea in gRPC's retry throttling, Finagle's retry budgets and the AWS SDKs' retry quota.
 */

/** Shared by a client's calls, or by clients of one host. */
export interface RetryBudget {
  /** Whether a retry may be made; takes it. */
  take(): boolean;
  /** Told of every call that succeeded. */
  giveBack(): void;
}

/** See `createRetryBudget`. */
export interface RetryBudgetOptions {
  /** Retries when full. Default 50, as many as may be under way at once: a moment's failure costs no call. */
  readonly capacity?: number;
  /** Part of a retry that a good answer gives back. Default 0.2: at length, at most one retry for five good answers. */
  readonly perAnswer?: number;
}

/** Makes a full budget. */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { capacity = 50, perAnswer = 0.2 } = options;
  let left = capacity;
  return {
    take() {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    giveBack() {
      left = Math.min(capacity, left + perAnswer);
    },
  };
}
