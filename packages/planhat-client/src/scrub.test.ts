import fc from "fast-check";
import { expect, it } from "vitest";
import { makeExcerpt } from "./scrub.ts";

it("keeps whole characters of any message, at most 200 code units", () => {
  const start = "ab ".repeat(66);
  expect(makeExcerpt(`${start}c😀 and more`, "token")).toBe(`${start}c`);
  expect(makeExcerpt(JSON.stringify({ message: "nul \u0000 half \uD83D end" }), "token")).toBe(
    "nul half \uFFFD end",
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
      const said = makeExcerpt(JSON.stringify({ message: text }), "token") ?? "";
      expect(said.length).toBeLessThanOrEqual(200);
      expect(said.isWellFormed() && !/\p{Cc}/u.test(said)).toBe(true);
    }),
  );
});
