/** Planhat's budget of calls per token, counted in a sliding window. */

/** How the budget is kept and told. Which headers Planhat really sends is not known, hence the switches. */
export interface LimitSettings {
  readonly maxCalls: number;
  readonly windowMs: number;
  /** Whether a 429 carries `Retry-After` (seconds). */
  readonly hasRetryAfter: boolean;
  readonly rateHeaders: "none" | "x-rate-limit" | "x-ratelimit" | "ratelimit";
}

/** What the budget says to one call. */
interface RateAnswer {
  readonly isAllowed: boolean;
  readonly headers: Record<string, string>;
}

/** The budgets of all tokens. */
export interface RateLimit {
  /** Counts one call of a token, unless its budget is spent. */
  take(tokenHash: string): RateAnswer;
  change(settings: Partial<LimitSettings>): void;
  reset(): void;
}

/** 200 calls in 60 s, as Planhat's page on limits says. */
export const defaultLimits: LimitSettings = {
  maxCalls: 200,
  windowMs: 60_000,
  hasRetryAfter: true,
  rateHeaders: "none",
};

/** Makes the budgets; `reset` goes back to `initial`. */
export function createRateLimit(now: () => number, initial: LimitSettings): RateLimit {
  const calls = new Map<string, number[]>();
  let settings = initial;
  return {
    take(tokenHash) {
      const at = now();
      const recent = (calls.get(tokenHash) ?? []).filter((start) => start > at - settings.windowMs);
      const isAllowed = recent.length < settings.maxCalls;
      if (isAllowed) recent.push(at);
      calls.set(tokenHash, recent);
      const resetSeconds = Math.ceil(((recent[0] ?? at) + settings.windowMs - at) / 1000);
      const headers: Record<string, string> = {};
      if (settings.rateHeaders !== "none") {
        headers[`${settings.rateHeaders}-limit`] = String(settings.maxCalls);
        headers[`${settings.rateHeaders}-remaining`] = String(settings.maxCalls - recent.length);
        headers[`${settings.rateHeaders}-reset`] = String(resetSeconds);
      }
      if (!isAllowed && settings.hasRetryAfter) headers["retry-after"] = String(resetSeconds);
      return { isAllowed, headers };
    },
    change(change) {
      settings = { ...settings, ...change };
    },
    reset() {
      calls.clear();
      settings = initial;
    },
  };
}
