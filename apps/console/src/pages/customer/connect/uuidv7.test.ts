import { expect, test } from "vitest";
import { makeUuidv7 } from "./uuidv7.ts";

const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test("has version, variant and length whatever the randomness", () => {
  for (const byte of [0x00, 0x40, 0x7f, 0x80, 0xff])
    expect(makeUuidv7(1_795_000_000_000, new Uint8Array(10).fill(byte))).toMatch(shape);
});

test("carries the time in its first 48 bits, so that later ids sort after earlier ones", () => {
  const random = new Uint8Array(10);
  // The example of RFC 9562, appendix A.6.
  expect(makeUuidv7(0x017f22e279b0, random).startsWith("017f22e2-79b0-7")).toBe(true);
  expect(makeUuidv7(1_000, random) < makeUuidv7(1_001, random)).toBe(true);
});

test("is never the same twice in the same millisecond", () => {
  expect(makeUuidv7(1_000)).not.toBe(makeUuidv7(1_000));
});
