import { expect, test } from "vitest";
import { makeAddress } from "./call.ts";
import { isWorthRetrying, problemFrom } from "./problem.ts";

test("puts the id and the query where they belong, leaving out what is empty", () => {
  expect(makeAddress("/v1/checks/{id}", "a/b")).toBe("/v1/checks/a%2Fb");
  expect(
    makeAddress("/v1/connections", undefined, { q: "a b", state: "", verdict: undefined }),
  ).toBe("/v1/connections?q=a+b");
});

test("keeps a problem's own words and request id", () => {
  const problem = problemFrom(409, {
    code: "CONFLICT",
    title: "Conflict",
    detail: "There is an open request already.",
    requestId: "req-1",
    errors: [],
  });
  expect(problem).toMatchObject({
    code: "CONFLICT",
    message: "There is an open request already.",
    requestId: "req-1",
  });
});

test("finds words for an answer that is no problem body, a proxy's page for instance", () => {
  const problem = problemFrom(502, "<html>", "req-2");
  expect(problem.message).toContain("our side");
  expect(problem.requestId).toBe("req-2");
  expect(isWorthRetrying(problem)).toBe(true);
  expect(isWorthRetrying(problemFrom(403, {}))).toBe(false);
});
