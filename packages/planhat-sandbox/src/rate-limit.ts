/** Planhat's rate limit for each token, counted in a sliding window. */

import { createWindow } from "./window.ts";
import type { Window } from "./window.ts";

/** The rate limit, its headers, and the duration of a call. Nobody knows which headers Planhat really sends, so a
 *  test can choose them. */
export interface LimitSettings {
  readonly maxCalls: number;
  readonly windowMs: number;
  /** Whether a 429 has `Retry-After` (seconds). */
  readonly hasRetryAfter: boolean;
  readonly rateHeaders: "none" | "x-rate-limit" | "x-ratelimit" | "ratelimit";
  /** The minimum duration of every call. */
  readonly latencyMs: number;
}

/** The rate limit's decision about one call. */
interface RateAnswer {
  readonly isAllowed: boolean;
  readonly headers: Record<string, string>;
}

/** The rate limits of all tokens. */
export interface RateLimit {
  /** Counts one call of a token. If the limit is reached, refuses the call and does not count it. */
  take(tokenHash: string): RateAnswer;
  settings(): LimitSettings;
  change(settings: Partial<LimitSettings>): void;
  reset(): void;
}

/** The limits that Planhat documents: 200 calls in 60 s. Each call is answered at once. */
export const defaultLimits: LimitSettings = {
  maxCalls: 200,
  windowMs: 60_000,
  hasRetryAfter: true,
  rateHeaders: "none",
  latencyMs: 0,
};

/** Makes the rate limits. `reset` restores the settings in `initial`. */
export function createRateLimit(now: () => number, initial: LimitSettings): RateLimit {
  const calls = new Map<string, Window>();
  let settings = initial;
  return {
    take(tokenHash) {
      const at = now();
      const recent = calls.get(tokenHash) ?? createWindow();
      calls.set(tokenHash, recent);
      const before = recent.count(at, settings.windowMs);
      const isAllowed = before < settings.maxCalls;
      if (isAllowed) recent.add(at);
      const spent = isAllowed ? before + 1 : before;
      const resetSeconds = Math.ceil(((recent.first() ?? at) + settings.windowMs - at) / 1000);
      const headers: Record<string, string> = {};
      if (settings.rateHeaders !== "none") {
        headers[`${settings.rateHeaders}-limit`] = String(settings.maxCalls);
        headers[`${settings.rateHeaders}-remaining`] = String(settings.maxCalls - spent);
        headers[`${settings.rateHeaders}-reset`] = String(resetSeconds);
      }
      if (!isAllowed && settings.hasRetryAfter) headers["retry-after"] = String(resetSeconds);
      return { isAllowed, headers };
    },
    settings: () => settings,
    change(change) {
      settings = { ...settings, ...change };
    },
    reset() {
      calls.clear();
      settings = initial;
    },
  };
}
