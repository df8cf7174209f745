import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listen, type StreamEvents } from "./reconnect-stream.ts";

/** An EventSource whose network the test controls. */
class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 0;
  constructor() {
    super();
    FakeSource.all.push(this);
  }
  close(): void {
    this.readyState = 2;
  }
  say(kind: string, data = "{}"): void {
    this.dispatchEvent(Object.assign(new Event(kind), { data }));
  }
  fail(isRefused = false): void {
    if (isRefused) this.readyState = 2;
    this.dispatchEvent(new Event("error"));
  }
}

const latest = (): FakeSource => {
  const source = FakeSource.all.at(-1);
  if (source === undefined) throw new Error("No stream was opened.");
  return source;
};
const opened = (): number => FakeSource.all.length;

let events: { [Name in keyof StreamEvents]: ReturnType<typeof vi.fn<StreamEvents[Name]>> };
let left: AbortController;
let page: EventTarget;
const begin = () => listen(left.signal, events);

beforeEach(() => {
  vi.useFakeTimers();
  FakeSource.all = [];
  vi.stubGlobal("EventSource", FakeSource);
  page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("document", page);
  left = new AbortController();
  events = {
    onEvent: vi.fn<StreamEvents["onEvent"]>(),
    onOpened: vi.fn<StreamEvents["onOpened"]>(),
    onHeard: vi.fn<StreamEvents["onHeard"]>(),
    onLost: vi.fn<StreamEvents["onLost"]>(),
    onSignedOut: vi.fn<StreamEvents["onSignedOut"]>(),
    onRefused: vi.fn<StreamEvents["onRefused"]>(),
  };
});
afterEach(() => {
  left.abort();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("opens a lost stream again within seconds, however long the API was down", async () => {
  begin();
  latest().say("open");
  latest().fail();
  expect(events.onLost).toHaveBeenCalledTimes(1);
  for (let minute = 0; minute < 5; minute += 1) {
    await vi.advanceTimersByTimeAsync(60_000);
    latest().fail();
  }
  const before = opened();
  await vi.advanceTimersByTimeAsync(6_500);
  expect(opened()).toBeGreaterThan(before);
  latest().say("open");
  expect(events.onOpened).toHaveBeenCalledTimes(2);
});

test("treats a silent stream as lost and opens it again, even without an error", async () => {
  begin();
  latest().say("open");
  await vi.advanceTimersByTimeAsync(30_000);
  latest().say("beat");
  const heardAt = Date.now();
  await vi.advanceTimersByTimeAsync(39_000);
  expect(events.onLost).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(events.onLost).toHaveBeenCalledWith(heardAt);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(opened()).toBe(2);
});

test("closes a stream that does not open in time, because an API may accept it and hang", async () => {
  begin();
  await vi.advanceTimersByTimeAsync(10_100);
  expect(events.onLost).toHaveBeenCalledTimes(1);
  expect(FakeSource.all[0]?.readyState).toBe(FakeSource.CLOSED);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(opened()).toBe(2);
});

test("reports an answer that is not a stream, and tries again", async () => {
  begin();
  latest().fail(true);
  expect(events.onRefused).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(opened()).toBe(2);
});

test("opens a lost stream at once when a caller knows that the API answers, and keeps an open stream", async () => {
  const listening = begin();
  latest().say("open");
  listening.tryNow();
  expect(opened()).toBe(1);
  latest().fail();
  listening.tryNow();
  expect(opened()).toBe(2);
  // The stream is already being opened, so `tryNow` must not open another stream.
  listening.tryNow();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(opened()).toBe(2);
});

test("opens a new stream after the machine wakes up, because the old one may be dead and timers stood still", () => {
  begin();
  latest().say("open");
  page.dispatchEvent(new Event("visibilitychange"));
  expect(opened()).toBe(1);
  vi.setSystemTime(Date.now() + 3_600_000);
  page.dispatchEvent(new Event("visibilitychange"));
  expect(opened()).toBe(2);
  page.dispatchEvent(new Event("online"));
  expect(opened()).toBe(3);
});

test("passes events on, and treats a resync like a newly opened stream", () => {
  begin();
  latest().say("open");
  latest().say("message", "an event");
  expect(events.onEvent).toHaveBeenCalledWith("an event");
  latest().say("resync");
  expect(events.onOpened).toHaveBeenCalledTimes(2);
});

test("reports that an operator ended the sign-in", () => {
  begin();
  latest().say("open");
  latest().say("sign-out");
  expect(events.onSignedOut).toHaveBeenCalledTimes(1);
  expect(events.onRefused).not.toHaveBeenCalled();
});

test("opens no stream after it was stopped", async () => {
  begin();
  latest().fail();
  left.abort();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(opened()).toBe(1);
});
