/** What Planhat's headers say about its rate limit, and when to call again. Pure functions. */

import type { AnswerHeaders } from "./send.ts";

/** The rate limit in an answer's headers. A value that is not in the headers is null. */
export interface RateInfo {
  /** Calls per window. */
  readonly limit: number | null;
  /** Calls that are left in the window. */
  readonly remaining: number | null;
  /** The time until the window resets. */
  readonly resetMs: number | null;
}

/**
 * Planhat's documentation of 2017 shows `X-Rate-Limit-*`, and another source shows `x-ratelimit-*`. The draft standard
 * has `ratelimit-*`.
 */
const SPELLINGS = ["x-rate-limit-", "x-ratelimit-", "ratelimit-"];

/** Reads the rate headers in all three spellings. Null if there are none. */
export function readRateInfo(headers: AnswerHeaders, nowMs: number): RateInfo | null {
  const limit = readNumber(headers, "limit");
  const remaining = readNumber(headers, "remaining");
  const resetMs = toDelayMs(readNumber(headers, "reset"), nowMs);
  const isSilent = limit === null && remaining === null && resetMs === null;
  return isSilent ? null : { limit, remaining, resetMs };
}

function readNumber(headers: AnswerHeaders, name: string): number | null {
  for (const prefix of SPELLINGS) {
    const value = headers.get(prefix + name)?.trim();
    if (value && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  }
  return null;
}

/**
 * Servers give the reset in seconds from now, as a Unix time in seconds, or as a Unix time in milliseconds. The ranges
 * of the three do not overlap.
 */
function toDelayMs(reset: number | null, nowMs: number): number | null {
  if (reset === null) return null;
  if (reset > 1e11) return Math.max(0, reset - nowMs);
  if (reset > 1e8) return Math.max(0, reset * 1000 - nowMs);
  return reset * 1000;
}

/** Matches the three forms of an HTTP date. `Date.parse` also accepts texts that are not HTTP dates. */
const HTTP_DATE = /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/;

/**
 * The wait that the server asks for, in ms. Reads `Retry-After` as seconds or as a date; a date is relative to the
 * server's own clock if the server sends `Date`. Without `Retry-After`, reads the reset of the rate limit. Undefined if
 * neither can be read.
 */
export function readRetryAfterMs(headers: AnswerHeaders, nowMs: number): number | undefined {
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
