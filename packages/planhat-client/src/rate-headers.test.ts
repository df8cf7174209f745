import { describe, expect, it } from "vitest";
import { readRateInfo, readRetryAfterMs } from "./rate-headers.ts";

const nowMs = Date.parse("2026-11-23T10:00:00Z");

describe("readRetryAfterMs", () => {
  it.each([
    [{ "retry-after": "3" }, 3_000],
    [{ "retry-after": " 0 " }, 0],
    [{ "retry-after": "Mon, 23 Nov 2026 10:00:05 GMT" }, 5_000],
    [{ "retry-after": "Mon, 23 Nov 2026 09:00:00 GMT" }, 0],
    [{ "x-rate-limit-reset": "12" }, 12_000],
    [{ "x-ratelimit-reset": String(nowMs / 1000 + 7) }, 7_000],
    [{ "ratelimit-reset": String(nowMs + 900) }, 900],
    [{ "retry-after": "soon", "x-ratelimit-reset": "2" }, 2_000],
    // The date is relative to the server's clock, which may be an hour ahead of our clock.
    [
      { "retry-after": "Mon, 23 Nov 2026 11:00:05 GMT", date: "Mon, 23 Nov 2026 11:00:00 GMT" },
      5_000,
    ],
    [{ "retry-after": "-1x" }, undefined],
    // `Date.parse` would accept these texts as dates in the years 2001 and 2000.
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "after 12" }, undefined],
    [{ "retry-after": "9".repeat(400) }, Infinity],
    [{}, undefined],
  ])("reads %o as %s ms", (headers, expected) => {
    expect(readRetryAfterMs(new Headers(headers), nowMs)).toBe(expected);
  });
});

it.each(["x-rate-limit-", "x-ratelimit-", "RateLimit-"])(
  "reads rate headers with the prefix %s",
  (prefix) => {
    const headers = new Headers({ [`${prefix}limit`]: "200", [`${prefix}remaining`]: "0" });
    expect(readRateInfo(headers, nowMs)).toEqual({ limit: 200, remaining: 0, resetMs: null });
    expect(readRateInfo(new Headers(), nowMs)).toBeNull();
  },
);
