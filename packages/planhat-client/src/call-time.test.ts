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

  it("ends an attempt that takes too long, and gives the next one a new signal", () => {
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

  it("names the caller as the end of the call, even if the attempt had timed out before", () => {
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

  it("is over at once if the caller's signal was already aborted", () => {
    const time = startCallTime({ ...limits, signal: AbortSignal.abort() });
    expect([time.signal.aborted, time.endedBy]).toEqual([true, "aborted"]);
    time.stop();
  });

  it("treats a time that is too long for a timer as a very long one", () => {
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
  it("waits for the given time or until the signal aborts, and leaves no timer or listener", async () => {
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
