/**
 * A budget of retries that many calls share, so that an outage does not multiply traffic. Every retry takes one from
 * the budget, and every good answer gives a part of one back. If all calls fail, a budget of 50 allows 50 retries in
 * total; after that, each call is tried only once until good answers come again. Source: the same idea in gRPC's retry
 * throttling, Finagle's retry budgets and the AWS SDKs' retry quota.
 */

/** A budget that the calls of a client, or the clients of one host, share. */
export interface RetryBudget {
  /** Takes a retry; false if none is left. */
  take(): boolean;
  /** Must be called after every call that succeeded. */
  giveBack(): void;
}

/** See `createRetryBudget`. */
export interface RetryBudgetOptions {
  /**
   * How many retries a full budget holds. Default 50, as many as calls can be in flight: a short failure costs no call.
   */
  readonly capacity?: number;
  /**
   * The part of a retry that a good answer gives back. Default 0.2: in the long run, one retry for five good answers.
   */
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
