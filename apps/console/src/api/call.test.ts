import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type Answer, onAnswer } from "./answers.ts";
import { makeAddress, send } from "./call.ts";
import { isUnanswered, isWorthRetrying, problemFrom } from "./problem.ts";

let told: Answer[] = [];
let stop: () => void;
beforeEach(() => {
  told = [];
  stop = onAnswer((answer) => told.push(answer));
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

function answerWith(status: number, body: string): void {
  vi.stubGlobal("fetch", async () => new Response(body, { status }));
}

test("puts the id and the query into the URL, without empty values", () => {
  expect(makeAddress("/v1/checks/{id}", "a/b")).toBe("/v1/checks/a%2Fb");
  expect(
    makeAddress("/v1/connections", undefined, { q: "a b", state: "", verdict: undefined }),
  ).toBe("/v1/connections?q=a+b");
});

test("keeps the sentences and the request id of a problem body", () => {
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

test("has a message for an error answer without a problem body", () => {
  const problem = problemFrom(500, "<html>", "req-2");
  expect(problem.message).toContain("our side");
  expect(problem.requestId).toBe("req-2");
  expect(isWorthRetrying(problem)).toBe(true);
  expect(isWorthRetrying(problemFrom(403, {}))).toBe(false);
});

const proxys = "<html><h1>Bad Gateway</h1></html>";

test.each([
  ["the network fails", undefined, ""],
  ["a proxy's 502", 502, proxys],
  ["a proxy's 503 in JSON", 503, '{"code":"no_upstream","message":"no healthy upstream"}'],
  ["a proxy's 404 while the API is away", 404, proxys],
  ["a proxy's 401, which is not ours", 401, proxys],
  ["a page instead of JSON", 200, "<!doctype html>"],
])("takes %s for no answer, and says so to whoever watches", async (_name, status, body) => {
  if (status === undefined)
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  else answerWith(status, body);
  const error = await send("GET", "/v1/me").catch((thrown: unknown) => thrown);
  expect(isUnanswered(error)).toBe(true);
  expect(error).toMatchObject({ code: "NO_ANSWER" });
  expect(told).toEqual(["unanswered"]);
});

test("stops waiting for a call that is accepted but never answered", async () => {
  const timeout = vi
    .spyOn(AbortSignal, "timeout")
    .mockReturnValue(AbortSignal.abort(new DOMException("late", "TimeoutError")));
  let given: AbortSignal | undefined;
  vi.stubGlobal("fetch", (_address: string, { signal }: { signal: AbortSignal }) => {
    given = signal;
    return Promise.reject(signal.reason as Error);
  });
  const { signal } = new AbortController();
  const error = await send("GET", "/v1/me", { signal }).catch((thrown: unknown) => thrown);
  expect(timeout).toHaveBeenCalledWith(20_000);
  expect(given?.aborted).toBe(true);
  expect(isUnanswered(error)).toBe(true);
  timeout.mockRestore();
});

test("reports the outcome of a write without an answer as unknown, never as failed", async () => {
  answerWith(504, proxys);
  const error = await send("POST", "/v1/connections", { body: {} }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: "OUTCOME_UNKNOWN", status: 504 });
  expect((error as Error).message).toContain("not known whether this was done");
  expect(told).toEqual(["unknown"]);
});

test("distinguishes an ended sign-in from a wrong password", async () => {
  answerWith(401, '{"code":"UNAUTHENTICATED","detail":"Sign in first.","requestId":"r"}');
  await expect(send("GET", "/v1/syncs")).rejects.toThrow("Sign in first.");
  await expect(send("POST", "/api/auth/sign-in/email", { body: {} })).rejects.toThrow(
    "Sign in first.",
  );
  expect(told).toEqual(["signed_out", "answered"]);
});

test("rethrows an abort unchanged, and notifies no listener", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new DOMException("stop", "AbortError")));
  await expect(send("GET", "/v1/me", { signal: AbortSignal.abort() })).rejects.toThrow("stop");
  expect(told).toEqual([]);
});
