/** When to try again: pure decisions, so that the client's loop stays plain. */

/** Delay before try `retry` (1-based), in ms: full jitter in [0, min(cap, base·2^(retry-1))].
 *  A server's own wish wins over this. Source: AWS Builders' Library, "Timeouts, retries and backoff with jitter". */
export function backoffDelayMs(
  retry: number,
  baseMs: number,
  capMs: number,
  random: () => number,
): number {
  return Math.floor(random() * Math.min(capMs, baseMs * 2 ** (retry - 1)));
}

/** What an answer's headers say of the budget; null where they do not. */
export interface RateInfo {
  /** Calls in a window. */
  readonly limit: number | null;
  /** Calls left. */
  readonly remaining: number | null;
  /** Until the budget is whole again. */
  readonly resetMs: number | null;
}

/** Planhat's pages of 2017 show `X-Rate-Limit-*`, another source `x-ratelimit-*`; `ratelimit-*` is the standard's draft. */
const SPELLINGS = ["x-rate-limit-", "x-ratelimit-", "ratelimit-"];

/** Reads the rate headers in all three spellings. Null when none is there. */
export function readRateInfo(headers: Headers, nowMs: number): RateInfo | null {
  const limit = readNumber(headers, "limit");
  const remaining = readNumber(headers, "remaining");
  const resetMs = toDelayMs(readNumber(headers, "reset"), nowMs);
  const isSilent = limit === null && remaining === null && resetMs === null;
  return isSilent ? null : { limit, remaining, resetMs };
}

function readNumber(headers: Headers, name: string): number | null {
  for (const prefix of SPELLINGS) {
    const value = headers.get(prefix + name)?.trim();
    if (value && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  }
  return null;
}

/** A reset is written as seconds from now, as a Unix time in seconds, or as one in milliseconds; their ranges do not meet. */
function toDelayMs(reset: number | null, nowMs: number): number | null {
  if (reset === null) return null;
  if (reset > 1e11) return Math.max(0, reset - nowMs);
  if (reset > 1e8) return Math.max(0, reset * 1000 - nowMs);
  return reset * 1000;
}

/** A date of HTTP's, in any of its three forms; what else `Date.parse` would make a date of is no date. */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;

/** How long the server asks to wait, in ms: `Retry-After` as seconds or as a date, by the server's own clock where it
 *  tells its time; else the reset of a spent budget. Undefined when it says nothing readable. */
export function readRetryAfterMs(headers: Headers, nowMs: number): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (value) {
    if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value) * 1000);
    const date = readDate(value);
    const serverNowMs = readDate(headers.get("date")?.trim() ?? "") ?? nowMs;
    if (date !== undefined) return Math.max(0, date - serverNowMs);
  }
  return readRateInfo(headers, nowMs)?.resetMs ?? undefined;
}

function readDate(text: string): number | undefined {
  const date = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}
