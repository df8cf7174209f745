import { expect, test } from "vitest";
import { type Liveness, type Noticed, reduceLiveness, unknownLiveness } from "./liveness.ts";

/** What is known after these, noticed at 1, 2, 3 … */
function after(...kinds: readonly Noticed["kind"][]): Liveness {
  return kinds.reduce(
    (known, kind, at) => reduceLiveness(known, { kind, at: at + 1 }),
    unknownLiveness,
  );
}

test("says nothing before anything is known", () => {
  expect(unknownLiveness.notLiveSince).toBeUndefined();
  expect(after("answered").notLiveSince).toBeUndefined();
});

test("is not live from the first loss on, however often it is told again, until the stream is open", () => {
  const lost = after("stream_open", "stream_lost", "unanswered", "stream_lost");
  expect(lost.notLiveSince).toBe(2);
  expect(after("stream_open", "stream_lost", "stream_open").notLiveSince).toBeUndefined();
});

test("an answered call does not make a page live whose stream is lost", () => {
  expect(after("stream_open", "stream_lost", "answered").notLiveSince).toBe(2);
});

test("is not live while calls go unanswered, even where the stream seems open", () => {
  expect(after("stream_open", "unanswered").notLiveSince).toBe(2);
  expect(after("stream_open", "unanswered", "answered").notLiveSince).toBeUndefined();
});

test("an API that is away from the first call on is told as that", () => {
  expect(after("unanswered").notLiveSince).toBe(1);
  expect(after("stream_lost").notLiveSince).toBe(1);
});
