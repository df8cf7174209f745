import { expect, test } from "vitest";
import { makeUnanswered } from "../../../api/problem.ts";
import { bulkLimit, testOneByOne } from "./bulk-test.ts";

const ids = Array.from({ length: 80 }, (_, place) => `c${place}`);
const ignore = () => undefined;

test("tests one connection after another, at most fifty, and continues after refused ones", async () => {
  let underWay = 0;
  let most = 0;
  const done = await testOneByOne(
    ids,
    async (id) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      if (id === "c3") throw new Error("paused");
    },
    { signal: new AbortController().signal, onProgress: ignore },
  );
  expect(done).toEqual({
    total: bulkLimit,
    asked: bulkLimit - 1,
    refused: 1,
    isCutOff: false,
  });
  expect(most).toBe(1);
});

test("starts no more tests after it is stopped, and reports how many it started", async () => {
  const stop = new AbortController();
  const seen: number[] = [];
  const done = await testOneByOne(
    ids,
    async (id) => {
      if (id === "c4") stop.abort();
    },
    { signal: stop.signal, onProgress: ({ asked }) => seen.push(asked) },
  );
  expect(done.asked).toBe(5);
  expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
});

test("stops if Churned does not answer, and says this, not that connections cannot be tested", async () => {
  let calls = 0;
  const ask = async (): Promise<void> => {
    calls += 1;
    if (calls === 3) throw makeUnanswered(true);
  };
  const { signal } = new AbortController();
  const done = await testOneByOne(ids, ask, { signal, onProgress: ignore });
  expect(calls).toBe(3);
  expect(done).toMatchObject({ asked: 2, refused: 0, isCutOff: true });
});
