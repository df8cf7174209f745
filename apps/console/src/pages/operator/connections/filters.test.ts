import { expect, test } from "vitest";
import { hasFilters, nextSort, readFilters } from "./filters.ts";

test("reads from the address only filters that the API knows", () => {
  expect(readFilters({ q: " acme ", state: "paused", verdict: "nonsense", sort: "-name" })).toEqual(
    { q: "acme", state: "paused", sort: "-name" },
  );
  expect(readFilters({ q: "", sort: "name" })).toEqual({});
});

test("does not count the sort order as a filter", () => {
  expect(hasFilters({ sort: "-name" })).toBe(false);
  expect(hasFilters({ verdict: "throttled" })).toBe(true);
});

test("reverses a column's order on the second press", () => {
  expect(nextSort("checkedAt", "name")).toBe("checkedAt");
  expect(nextSort("checkedAt", "checkedAt")).toBe("-checkedAt");
  expect(nextSort("checkedAt", "-checkedAt")).toBe("checkedAt");
});
