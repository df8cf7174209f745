import { PlanhatUnexpectedAnswerError } from "@churned/planhat-client";
import { expect, test } from "vitest";
import { createPageMemory, readWithinMemory, sizePage } from "./page-memory.ts";

const never = new AbortController().signal;

test("never exceeds the memory, and admits waiting readers in the order they came", async () => {
  const memory = createPageMemory(100);
  const leave = await memory.take(70, never);
  const entered: string[] = [];
  const large = memory.take(60, never).then((out) => (entered.push("large"), out));
  const small = memory.take(20, never).then((out) => (entered.push("small"), out));
  await Promise.resolve();
  expect(entered).toEqual([]);
  leave();
  leave();
  for (const out of [await large, await small]) out();
  expect(entered).toEqual(["large", "small"]);
  expect([memory.takenBytes, memory.largestBytes]).toEqual([0, 80]);
});

test("stops waiting when aborted, and lets the readers behind it enter", async () => {
  const memory = createPageMemory(100);
  const leave = await memory.take(70, never);
  const told = new AbortController();
  const large = memory.take(60, told.signal);
  const small = memory.take(30, never);
  told.abort(new Error("Stopping."));
  await expect(large).rejects.toThrow("Stopping.");
  (await small)();
  leave();
  expect(memory.takenBytes).toBe(0);
});

test("asks for whole pages of usual records, and for fewer rows when records are large", () => {
  const memory = 32_000_000;
  expect(sizePage({ mode: "full", bytes: 0, fetched: 0, expected: null }, 2_000, memory)).toEqual({
    limit: 2_000,
    maxBytes: 4_000_000,
  });
  expect(sizePage({ mode: "full", bytes: 0, fetched: 0, expected: null }, 10_000, memory)).toEqual({
    limit: 10_000,
    maxBytes: 8_000_000,
  });
  expect(
    sizePage({ mode: "full", bytes: 864_000, fetched: 1_000, expected: null }, 2_000, memory),
  ).toEqual({
    limit: 2_000,
    maxBytes: 2_592_000,
  });
  // A company has 13 kB here, so a page of 5,000 companies would have 65 MB.
  expect(
    sizePage({ mode: "full", bytes: 13_000_000, fetched: 1_000, expected: null }, 5_000, memory)
      .limit,
  ).toBe(820);
});

test("takes little memory for a first page with few expected records, so that many syncs read at once", () => {
  const memory = 32_000_000;
  const sizeOf = (expected: number) =>
    sizePage({ mode: "full", bytes: 0, fetched: 0, expected }, 10_000, memory);
  expect(sizeOf(0)).toEqual({ limit: 10_000, maxBytes: 500_000 });
  expect(sizeOf(900)).toEqual({ limit: 10_000, maxBytes: 2_700_000 });
  expect(sizeOf(1_000_000)).toEqual({ limit: 10_000, maxBytes: 8_000_000 });
});

test("has memory for large records in an incremental pass's first page, so that it is not asked for twice each hour", () => {
  const page = { mode: "incremental", bytes: 0, fetched: 0, expected: null } as const;
  expect(sizePage(page, 500, 32_000_000)).toEqual({ limit: 500, maxBytes: 3_000_000 });
});

test("asks again with more memory, then with fewer rows, when a page is larger than expected", async () => {
  const memory = createPageMemory(1_000);
  const asked: { limit: number; maxBytes: number }[] = [];
  const used: number[] = [];
  const rowBytes = 30;
  await readWithinMemory(
    memory,
    { limit: 100, maxBytes: 200 },
    never,
    async (size) => {
      asked.push(size);
      if (size.limit * rowBytes <= size.maxBytes) return new Uint8Array(size.limit * rowBytes);
      throw new PlanhatUnexpectedAnswerError("It is too large.", {
        model: "company",
        host: "planhat.example",
        durationMs: 1,
        attempts: 1,
        reason: "too_large",
      });
    },
    async (bytes, limit) => void used.push(bytes.byteLength, limit),
  );
  expect(asked).toEqual([
    { limit: 100, maxBytes: 200 },
    { limit: 100, maxBytes: 800 },
    { limit: 100, maxBytes: 1_000 },
    { limit: 25, maxBytes: 1_000 },
  ]);
  expect(used).toEqual([750, 25]);
  expect(memory.takenBytes).toBe(0);
});
