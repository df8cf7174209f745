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

test("guesses leave places free, which people without wrong passwords use at once", async () => {
  const places = createHashPlaces(3);
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

test("a free place goes to the best rank that may take it, and within a rank to the longest wait", async () => {
  const places = createHashPlaces(3);
  const { begun, work, end } = makeWork();
  const run = (rank: HashRank, names: readonly string[]) =>
    names.map((name) => places.run(rank, work(name)));
  const all = [
    ...run("known", ["known-1", "known-2", "known-3"]),
    ...run("new", ["new-1", "new-2"]),
    ...run("known", ["known-4"]),
  ];
  await new Promise(setImmediate);
  expect(begun).toEqual(["known-1", "known-2", "known-3"]);
  await end("known-1");
  expect(begun.slice(3)).toEqual(["known-4"]);
  // One place stays free for known devices.
  await end("known-2");
  expect(begun.slice(4)).toEqual([]);
  await end("known-3");
  expect(begun.slice(4)).toEqual(["new-1"]);
  for (const name of ["known-4", "new-1", "new-2"]) await end(name);
  await Promise.all(all);
  expect(begun.at(-1)).toBe("new-2");
});

test("an address without wrong passwords begins after at most three known devices, however many wait", async () => {
  const places = createHashPlaces(3);
  const { begun, work, end } = makeWork();
  const names = Array.from({ length: 20 }, (_, n) => `known-${n}`);
  const known = names.map((name) => places.run("known", work(name)));
  const all = [...known, places.run("new", work("new-1")), places.run("new", work("new-2"))];
  await new Promise(setImmediate);
  for (let ended = 0; ended < 22; ended += 1) await end(begun[ended] ?? "");
  await Promise.all(all);
  expect(begun.slice(3, 7)).toEqual(["known-3", "known-4", "known-5", "new-1"]);
  expect(begun.slice(7, 11)).toEqual(["known-6", "known-7", "known-8", "new-2"]);
});

test("only a few guesses wait; the others are refused at once with the time to wait", async () => {
  const places = createHashPlaces(3);
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
  const places = createHashPlaces(3);
  const { begun, work, end } = makeWork();
  const leaving = new AbortController();
  const answers = Promise.allSettled([
    places.run("failed", work("first")),
    places.run("failed", work("gone"), leaving.signal),
    places.run("failed", work("late"), AbortSignal.abort()),
    places.run("failed", () => Promise.reject(new Error("no such account"))),
    places.run("failed", work("last")),
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
