import { expect, test } from "vitest";
import { addTotals, countOf, formatRounded, formatTotal, totalOf } from "./numbers.ts";

test("rounds to three digits, and writes millions as a word", () => {
  expect(formatRounded(183_942)).toBe("184,000");
  expect(formatRounded(5_183_220)).toBe("5.18 million");
  expect(formatRounded(999_999)).toBe("1 million");
  expect(formatRounded(412)).toBe("412");
});

test("uses the singular for one", () => {
  expect(countOf(1, "record")).toBe("1 record");
  expect(countOf(12_040, "company", "companies")).toBe("12,040 companies");
});

test("marks a total that is not counted to its end, also in a sum", () => {
  const exact = { total: 1_000, isAtLeast: false };
  const more = { total: 1_000, isAtLeast: true };
  expect([formatTotal(exact), formatTotal(more)]).toEqual(["1,000", "1,000+"]);
  expect(totalOf({ total: 1, isAtLeast: false }, "connection")).toBe("1 connection");
  expect(formatTotal(addTotals(exact, more))).toBe("2,000+");
});
