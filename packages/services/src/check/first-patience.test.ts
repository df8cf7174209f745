import { describe, expect, it } from "vitest";
import { createFirstPatience } from "./first-patience.ts";

describe("the wait for the first two calls of a check", () => {
  it("is short for a host that is unknown or quick, and long for a token that is probably wrong", () => {
    const patience = createFirstPatience();
    expect(patience.decide("api", true)).toBe(60);
    patience.learn("api", 40);
    expect(patience.decide("api", true)).toBe(60);
    expect(patience.decide("api", false)).toBe(1_000);
  });

  it("ends for a host whose answers usually come later, so that no person waits in vain", () => {
    const patience = createFirstPatience();
    patience.learn("api", 100);
    expect(patience.decide("api", true)).toBe(0);
    expect(patience.decide("api-eu", true)).toBe(60);
    // Calls that are refused still need the wait, because it saves the other calls.
    expect(patience.decide("api", false)).toBe(1_000);
  });

  it("follows a host whose answers become quick, and is not changed by one slow answer", () => {
    const patience = createFirstPatience();
    patience.learn("api", 100);
    for (let n = 0; n < 10; n += 1) patience.learn("api", 20);
    expect(patience.decide("api", true)).toBe(60);
    patience.learn("api", 150);
    expect(patience.decide("api", true)).toBe(60);
  });
});
