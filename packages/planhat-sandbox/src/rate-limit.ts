/** Planhat's budget of calls per token, counted in a sliding window. */

import { createWindow } from "./window.ts";
import type { Window } from "./window.ts";

/** How the budget is kept and told, and how long a call takes. Which headers Planhat really sends is not known, hence
 *  the switches. */
export interface LimitSettings {
  readonly maxCalls: number;
  readonly windowMs: number;
  /** Whether a 429 carries `Retry-After` (seconds). */
  readonly hasRetryAfter: boolean;
  readonly rateHeaders: "none" | "x-rate-limit" | "x-ratelimit" | "ratelimit";
  /** What every call takes at least. */
  readonly latencyMs: number;
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
  settings(): LimitSettings;
  change(settings: Partial<LimitSettings>): void;
  reset(): void;
}

/** 200 calls in 60 s, as Planhat's page on limits says, each answered at once. */
export const defaultLimits: LimitSettings = {
  maxCalls: 200,
  windowMs: 60_000,
  hasRetryAfter: true,
  rateHeaders: "none",
  latencyMs: 0,
};

/** Makes the budgets; `reset` goes back to `initial`. */
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
