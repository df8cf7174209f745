import { getEventListeners } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startCallTime, waitMs } from "./call-time.ts";

const limits = { timeoutMs: 100, attemptTimeoutMs: 30 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("startCallTime", () => {
  it("leaves no timer and no listener when it is stopped during an attempt", () => {
    const caller = new AbortController();
    const time = startCallTime({ ...limits, signal: caller.signal });
    time.startAttempt();
    expect([vi.getTimerCount(), getEventListeners(caller.signal, "abort").length]).toEqual([2, 1]);
    time.stop();
    expect([vi.getTimerCount(), getEventListeners(caller.signal, "abort").length]).toEqual([0, 0]);
    expect(time.signal.aborted).toBe(false);
  });

  it("ends an attempt that takes too long, and gives the next one a signal of its own", () => {
    const time = startCallTime({ ...limits, signal: undefined });
    time.startAttempt();
    const first = time.signal;
    vi.advanceTimersByTime(30);
    expect([first.aborted, time.endedBy]).toEqual([true, "attempt"]);
    time.endAttempt();
    expect([time.signal.aborted, time.endedBy]).toEqual([false, undefined]);
    vi.advanceTimersByTime(70);
    expect([time.signal.aborted, time.endedBy]).toEqual([true, "deadline"]);
  });

  it("says that its caller ended it also when the attempt was over before, and also later", () => {
    const caller = new AbortController();
    const time = startCallTime({ ...limits, signal: caller.signal });
    time.startAttempt();
    vi.advanceTimersByTime(30);
    caller.abort();
    time.endAttempt();
    expect(time.signal.aborted).toBe(true);
    vi.advanceTimersByTime(200);
    expect([time.signal.aborted, time.endedBy]).toEqual([true, "aborted"]);
  });

  it("is over at once when its caller had ended it before it began", () => {
    const time = startCallTime({ ...limits, signal: AbortSignal.abort() });
    expect([time.signal.aborted, time.endedBy]).toEqual([true, "aborted"]);
    time.stop();
  });

  it("takes a time that no timer can hold for a very long one", () => {
    const time = startCallTime({
      timeoutMs: Infinity,
      attemptTimeoutMs: Infinity,
      signal: undefined,
    });
    time.startAttempt();
    vi.advanceTimersByTime(86_400_000);
    expect(time.endedBy).toBeUndefined();
    time.stop();
  });
});

describe("waitMs", () => {
  it("waits as long as said, or until the signal ends it, and leaves nothing", async () => {
    const controller = new AbortController();
    const whole = waitMs(50, controller.signal);
    await vi.advanceTimersByTimeAsync(50);
    await whole;
    const cut = waitMs(5_000, controller.signal);
    controller.abort();
    await cut;
    await waitMs(5_000, controller.signal);
    expect([vi.getTimerCount(), getEventListeners(controller.signal, "abort").length]).toEqual([
      0, 0,
    ]);
  });
});
