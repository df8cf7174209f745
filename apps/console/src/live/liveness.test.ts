import { expect, test } from "vitest";
import { type Liveness, type Noticed, reduceLiveness, unknownLiveness } from "./liveness.ts";

/** The state after these events, which occur at 1, 2, 3 … */
function after(...kinds: readonly Noticed["kind"][]): Liveness {
  return kinds.reduce(
    (known, kind, at) => reduceLiveness(known, { kind, at: at + 1 }),
    unknownLiveness,
  );
}

test("is unknown before the first event", () => {
  expect(unknownLiveness.notLiveSince).toBeUndefined();
  expect(after("answered").notLiveSince).toBeUndefined();
});

test("is not live from the first loss until the stream is open, however often the loss is reported", () => {
  const lost = after("stream_open", "stream_lost", "unanswered", "stream_lost");
  expect(lost.notLiveSince).toBe(2);
  expect(after("stream_open", "stream_lost", "stream_open").notLiveSince).toBeUndefined();
});

test("stays not live after an answered call if the stream is lost", () => {
  expect(after("stream_open", "stream_lost", "answered").notLiveSince).toBe(2);
});

test("is not live while calls get no answer, even if the stream seems open", () => {
  expect(after("stream_open", "unanswered").notLiveSince).toBe(2);
  expect(after("stream_open", "unanswered", "answered").notLiveSince).toBeUndefined();
});

test("reports an API that is down from the first call on", () => {
  expect(after("unanswered").notLiveSince).toBe(1);
  expect(after("stream_lost").notLiveSince).toBe(1);
});
