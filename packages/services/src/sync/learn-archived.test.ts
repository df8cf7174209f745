import type { ArchivedList } from "@churned/db/sync";
import { describe, expect, it } from "vitest";
import { concludeUsual, learnArchived } from "./learn-archived.ts";

interface Row {
  readonly id: string;
  readonly isArchived: boolean;
}
const due: ArchivedList = { state: "due", offset: 0, lastId: null, records: 0 };
const row = (n: number): Row => ({ id: String(n).padStart(3, "0"), isArchived: n % 10 === 7 });
const all = Array.from({ length: 100 }, (_, n) => row(n));
const usual = all.filter(({ isArchived }) => !isArchived);
const archived = all.filter(({ isArchived }) => isArchived);
const sampleRows = 20;

/**
 * Runs `learnArchived` against a simulated Planhat that gives this `answer` to requests for archived records. `listed`:
 * the rows of the usual list, which the pass has just read. `isMissing`: whether stored records were missing in the
 * usual list.
 */
async function learn(
  answer: readonly Row[] | ((offset: number) => readonly Row[]),
  given: {
    readonly listed?: readonly Row[];
    readonly isMissing?: boolean;
    readonly isOrdered?: boolean;
    readonly wasListed?: boolean;
    readonly fetched?: number;
    readonly wasIgnored?: boolean;
    readonly isLongFirstPass?: boolean;
  } = {},
) {
  const { listed = usual, isMissing = false, isOrdered = true } = given;
  const { wasListed = false, wasIgnored = false } = given;
  const rowsFrom = typeof answer === "function" ? answer : (at: number) => answer.slice(at);
  let calls = 0;
  const { fetched = listed.length, isLongFirstPass = false } = given;
  const next = await learnArchived(
    { fetched, isOrdered, isLongFirstPass },
    { ...due, wasListed, wasIgnored },
    {
      ask(offset) {
        calls += 1;
        const rows = rowsFrom(offset).slice(0, sampleRows);
        const some = rows.filter(({ isArchived }) => isArchived).length;
        return Promise.resolve({
          ids: rows.map(({ id }) => id),
          areArchived: some === 0 ? "none" : some === rows.length ? "all" : "some",
        });
      },
      isAnyMissing: () => Promise.resolve(isMissing),
      wereListed: ({ ids }, isFlagged) => {
        const known = listed.filter(({ isArchived }) => isFlagged === undefined || isArchived);
        const found = ids.filter((id) => known.some((one) => one.id === id));
        return Promise.resolve(ids.length > 0 && found.length > ids.length / 2);
      },
      wasArchivedSeen: () => Promise.resolve(listed.some(({ isArchived }) => isArchived)),
    },
  );
  return {
    state: next.state,
    isUnconfirmed: next.isUnconfirmed ?? false,
    isMixed: next.isMixed === true,
    stepBack: next.stepBack ?? 0,
    calls,
  };
}

describe("how Planhat answers a request for archived records", () => {
  it("shows in its first rows, and in the rows beyond the usual list", async () => {
    expect(await learn(archived)).toMatchObject({ state: "reading", isMixed: false, calls: 1 });
    expect(await learn(all)).toMatchObject({ state: "reading", isMixed: true, calls: 2 });
    expect(await learn(usual)).toMatchObject({ state: "ignored", calls: 3 });
    expect(await learn(archived, { listed: all })).toMatchObject({ state: "shown", calls: 1 });
    // This Planhat ignores the parameter, and its usual list contains the archived records.
    expect(await learn(all, { listed: all })).toMatchObject({ state: "shown" });
  });

  it("means that all are shown if most rows beyond the usual list are archived", async () => {
    const last = Array.from({ length: 30 }, (_, n) => ({ id: `z${n}`, isArchived: true }));
    expect(await learn([...usual, ...last])).toMatchObject({ state: "reading", isMixed: true });
    // Rows after the end of the usual list that were only added since do not count.
    const added = [{ id: "zz", isArchived: false }];
    expect(await learn([...usual, ...added])).toMatchObject({ state: "ignored" });
  });

  it("is not learned from a single empty answer", async () => {
    expect(await learn([])).toMatchObject({ state: "read", isUnconfirmed: true, calls: 2 });
    expect(await learn([], { wasListed: true })).toMatchObject({ state: "read", calls: 1 });
    expect(await learn([], { wasListed: true, isMissing: true })).toMatchObject({
      state: "reading",
      stepBack: 1,
    });
    // In a long first pass, one empty answer is trusted, but it teaches nothing about how this Planhat answers.
    const several = { isLongFirstPass: true };
    expect(await learn([], several)).toMatchObject({ state: "read", isUnconfirmed: true });
    expect((await learn([], { ...several, isMissing: true })).calls).toBe(2);
    // The model is empty, and none of its records is missing.
    expect(await learn([], { listed: [] })).toMatchObject({ state: "read", calls: 1 });
    const emptyAt = (at: (offset: number) => boolean, rows: readonly Row[]) => {
      let asked = 0;
      return (offset: number) => (at(offset) && ++asked === 1 ? [] : rows.slice(offset));
    };
    const atEnd = (offset: number) => offset > 0;
    const atStart = (offset: number) => offset === 0;
    expect(await learn(emptyAt(atEnd, all))).toMatchObject({ state: "reading", isMixed: true });
    // After the empty answer, the usual list still says that Planhat ignores the parameter.
    for (const isMissing of [false, true])
      expect(await learn(emptyAt(atStart, usual), { isMissing, wasIgnored: true })).toMatchObject({
        state: "ignored",
      });
  });

  it("is asked for again in each pass after a usual list, with two calls", async () => {
    const given = { wasIgnored: true, isMissing: true };
    expect(await learn(usual, given)).toMatchObject({ state: "ignored", calls: 2 });
    // This Planhat lists all records. Some of them were archived since the earlier pass.
    expect(await learn(all, given)).toMatchObject({ state: "reading", isMixed: true });
    expect(await learn(archived, given)).toMatchObject({ state: "reading" });
  });

  it("is read to its end, whatever its first rows, if the missing records may be in it", async () => {
    const given = { isMissing: true, fetched: all.length + 5 };
    for (const wasListed of [true, false])
      expect(await learn(all, { ...given, wasListed })).toMatchObject({
        state: "reading",
        isMixed: true,
      });
    expect(await learn(usual, { wasListed: true })).toMatchObject({ state: "read" });
  });

  it("is not learned from an unordered list, which may have missed records", async () => {
    const unordered = { isOrdered: false, listed: all };
    expect((await learn(archived, unordered)).state).toBe("reading");
    expect((await learn(usual, unordered)).state).toBe("failed");
  });

  it("is known after all of it was read, by whether it contained an archived record", async () => {
    const end = (isSeen: boolean, isOrdered: boolean, wasListed = false) =>
      concludeUsual(
        isOrdered,
        { ...due, wasListed },
        {
          wasArchivedSeen: () => Promise.resolve(isSeen),
        },
      ).then(({ state }) => state);
    expect(await end(false, true)).toBe("ignored");
    expect(await end(true, true)).toBe("shown");
    expect(await end(false, true, true)).toBe("read");
    expect(await end(false, false)).toBe("failed");
  });
});
