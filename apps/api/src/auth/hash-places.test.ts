import { expect, test } from "vitest";
import { createHashPlaces, type HashRank } from "./hash-places.ts";

/** Work that ends when the test says so. */
function makeWork() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => () =>
    new Promise<void>((resolve) => {
      begun.push(name);
      ends.set(name, resolve);
    });
  /** Ends a piece of work, and waits until the next pieces had their chance to begin. */
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { begun, work, end };
}

test("guesses leave one place free, which people without wrong passwords use at once", async () => {
  const places = createHashPlaces(2);
  const { begun, work, end } = makeWork();
  const all = [
    places.run("failed", work("guess-1")),
    places.run("failed", work("guess-2")),
    places.run("new", work("person")),
  ];
  await new Promise(setImmediate);
  expect(begun).toEqual(["guess-1", "person"]);
  await end("person");
  expect(begun).toEqual(["guess-1", "person"]);
  await end("guess-1");
  expect(begun).toEqual(["guess-1", "person", "guess-2"]);
  await end("guess-2");
  await Promise.all(all);
});

test("a free place goes to the best rank, and within a rank to the longest wait", async () => {
  const places = createHashPlaces(1);
  const { begun, work, end } = makeWork();
  const order = ["first", "new-1", "new-2", "known-1"] as const;
  const ranks: Record<(typeof order)[number], HashRank> = {
    first: "new",
    "new-1": "new",
    "new-2": "new",
    "known-1": "known",
  };
  const all = order.map((name) => places.run(ranks[name], work(name)));
  for (const name of ["first", "known-1", "new-1", "new-2"]) {
    await new Promise(setImmediate);
    expect(begun.at(-1)).toBe(name);
    await end(name);
  }
  await Promise.all(all);
});

test("only a few guesses wait; the others are refused at once with the time to wait", async () => {
  const places = createHashPlaces(2);
  const { work, begun, end } = makeWork();
  const answers = Array.from({ length: 200 }, (_, n) => places.run("failed", work(`guess-${n}`)));
  const refused = await Promise.allSettled(answers.slice(11));
  expect(refused.every(({ status }) => status === "rejected")).toBe(true);
  expect(refused[0]).toMatchObject({ reason: { code: "RATE_LIMITED", retry: { afterMs: 5_000 } } });
  expect(places.countWaiting("failed")).toBe(10);
  for (let n = 0; n < 11; n += 1) await end(`guess-${n}`);
  await Promise.all(answers.slice(0, 11));
  expect([begun.length, places.countWaiting("failed")]).toEqual([11, 0]);
});

test("a caller who goes away leaves the queue, and work that fails frees its place", async () => {
  const places = createHashPlaces(1);
  const { begun, work, end } = makeWork();
  const leaving = new AbortController();
  const answers = Promise.allSettled([
    places.run("new", work("first")),
    places.run("new", work("gone"), leaving.signal),
    places.run("new", work("late"), AbortSignal.abort()),
    places.run("new", () => Promise.reject(new Error("no such account"))),
    places.run("new", work("last")),
  ]);
  leaving.abort();
  await new Promise(setImmediate);
  await end("first");
  await end("last");
  expect(await answers).toMatchObject([
    { status: "fulfilled" },
    { reason: { code: "CANCELLED" } },
    { reason: { code: "CANCELLED" } },
    { reason: { message: "no such account" } },
    { status: "fulfilled" },
  ]);
  expect(begun).toEqual(["first", "last"]);
});
