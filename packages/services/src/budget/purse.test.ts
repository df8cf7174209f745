import { expect, test } from "vitest";
import { Purse } from "./purse.ts";

const headers = { limit: 200, remaining: 150, resetMs: 20_000 } as const;

test("a throttle is not forgotten over a later answer's headers that come before the row is looked at", () => {
  const purse = new Purse(
    () => 0,
    () => undefined,
  );
  purse.learn({
    isThrottled: true,
    retryAfterMs: 60_000,
    limit: null,
    remaining: null,
    resetMs: null,
  });
  purse.learn({ isThrottled: false, retryAfterMs: null, ...headers });
  expect(purse.takeRefill().lesson).toEqual({
    isThrottled: true,
    retryAfterMs: 60_000,
    ...headers,
  });
  expect(purse.takeRefill().lesson).toBeNull();
});
