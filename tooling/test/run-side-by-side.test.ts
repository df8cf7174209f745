import { expect, test } from "vitest";

import { runSideBySide, type Work } from "./run-side-by-side.ts";

/**
 * Runs pieces of work that last a few turns of the event loop. Returns for each start which pieces ran at that
 * moment.
 */
async function record(all: readonly Work[], places: number): Promise<string[]> {
  const running: string[] = [];
  const seen: string[] = [];
  await runSideBySide(all, places, async ({ name }) => {
    running.push(name);
    seen.push(running.join(" "));
    for (let turn = 0; turn < 3; turn++) await Promise.resolve();
    running.splice(running.indexOf(name), 1);
  });
  return seen;
}

test("runs as many at a time as there are places, in the order of the list", async () => {
  const all = ["a", "b", "c"].map((name) => ({ name }));
  expect(await record(all, 1)).toEqual(["a", "b", "c"]);
  expect((await record(all, 2)).slice(0, 2)).toEqual(["a", "a b"]);
  expect(await record(all, 3)).toEqual(["a", "a b", "a b c"]);
});

test("starts work only after the work it depends on, and starts other work in the meantime", async () => {
  const all = [{ name: "build" }, { name: "e2e", after: ["build", "not chosen"] }, { name: "int" }];
  const seen = await record(all, 2);
  expect(seen.slice(0, 2)).toEqual(["build", "build int"]);
  expect(seen[2]?.split(" ").at(-1)).toBe("e2e");
});

test("runs nothing beside work that must be alone", async () => {
  const all = [{ name: "a" }, { name: "timed", isAlone: true }, { name: "b" }, { name: "c" }];
  const seen = await record(all, 2);
  expect(seen).toHaveLength(4);
  expect(seen.filter((names) => names.includes("timed"))).toEqual(["timed"]);
});

test("throws if work waits for itself", async () => {
  const all = [
    { name: "a", after: ["b"] },
    { name: "b", after: ["a"] },
  ];
  await expect(record(all, 2)).rejects.toThrow("wait for one another: a, b");
});
