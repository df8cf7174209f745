import { expect, test } from "vitest";
import { hasFilters, nextSort, readFilters } from "./filters.ts";

test("reads from the address what the API knows, and nothing else", () => {
  expect(readFilters({ q: " acme ", state: "paused", verdict: "nonsense", sort: "-name" })).toEqual(
    { q: "acme", state: "paused", sort: "-name" },
  );
  expect(readFilters({ q: "", sort: "name" })).toEqual({});
});

test("counts an order as no filter", () => {
  expect(hasFilters({ sort: "-name" })).toBe(false);
  expect(hasFilters({ verdict: "throttled" })).toBe(true);
});

test("turns a column around on the second press", () => {
  expect(nextSort("checkedAt", "name")).toBe("checkedAt");
  expect(nextSort("checkedAt", "checkedAt")).toBe("-checkedAt");
  expect(nextSort("checkedAt", "-checkedAt")).toBe("checkedAt");
});
