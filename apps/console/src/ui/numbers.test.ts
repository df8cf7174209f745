import { expect, test } from "vitest";
import { countOf, formatRounded } from "./numbers.ts";

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
