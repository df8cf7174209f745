import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem, makeUnanswered } from "./problem.ts";
import { readAgainDelayMs, shouldReadAgain, untilAnswered } from "./retry.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const refused = new ApiProblem({ status: 422, code: "VALIDATION", message: "no" });
const broken = new ApiProblem({ status: 500, code: "INTERNAL", message: "oops" });

test("waits one second at first, and has a longest wait, so that a page recovers soon after the API", () => {
  expect(readAgainDelayMs(0, () => 0.5)).toBe(1_000);
  expect(readAgainDelayMs(1, () => 0.5)).toBe(2_000);
  expect(readAgainDelayMs(100, () => 0.999)).toBeLessThan(6_300);
});

test("retries a read without limit if there is no answer, a few times after a fault, and never after a refusal", () => {
  expect(shouldReadAgain(1_000, makeUnanswered(false))).toBe(true);
  expect([0, 3].map((failures) => shouldReadAgain(failures, broken))).toEqual([true, false]);
  expect(shouldReadAgain(0, refused)).toBe(false);
});

test("repeats the same call until it is answered, and reports each call without an answer", async () => {
  let calls = 0;
  let waits = 0;
  const answer = untilAnswered(
    async () => {
      calls += 1;
      if (calls < 4) throw makeUnanswered(true);
      return "saved";
    },
    { forMs: 600_000, onUnanswered: () => (waits += 1) },
  );
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await answer).toBe("saved");
  expect([calls, waits]).toEqual([4, 3]);
});

test("reports a refusal at once, because it is an answer", async () => {
  const onUnanswered = vi.fn<() => void>();
  const work = () => Promise.reject(refused);
  await expect(untilAnswered(work, { forMs: 600_000, onUnanswered })).rejects.toBe(refused);
  expect(onUnanswered).not.toHaveBeenCalled();
});

test("gives up in bounded time", async () => {
  let calls = 0;
  const work = async (): Promise<never> => {
    calls += 1;
    throw makeUnanswered(true);
  };
  const answer = untilAnswered(work, { forMs: 60_000, onUnanswered: () => undefined });
  const thrown = answer.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(await thrown).toMatchObject({ code: "OUTCOME_UNKNOWN" });
  const before = calls;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(calls).toBe(before);
});
