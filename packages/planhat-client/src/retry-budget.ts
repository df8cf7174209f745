/**
 * A budget of retries that many calls share, so that an outage does not multiply traffic. Every retry takes one retry
 * from the budget, and every successful answer gives a part of a retry back. If all calls fail, a budget of 50 allows
 * 50 retries in total. After that, each call is tried only once until calls succeed again. Source: the same idea in
 * gRPC's retry throttling, Finagle's retry budgets and the AWS SDKs' retry quota.
 */

/** A budget that the calls of a client, or the clients of one host, share. */
export interface RetryBudget {
  /** Takes a retry. Returns false if no retry is left. */
  take(): boolean;
  /** Must be called after every call that succeeded. */
  giveBack(): void;
}

/** See `createRetryBudget`. */
export interface RetryBudgetOptions {
  /**
   * How many retries a full budget has. Default 50, the number of calls that can be in flight. So in a short failure
   * every call still has its retry.
   */
  readonly capacity?: number;
  /**
   * The part of a retry that a successful answer gives back. Default 0.2: in the long run, one retry for five
   * successful answers.
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
