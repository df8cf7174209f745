import type { ArchivedList } from "@churned/db/sync";
import { describe, expect, it } from "vitest";
import { nothingLanded } from "../testing/landed-page.ts";
import { fruitlessMax, nextArchived, stepOf } from "./read-archived-page.ts";

const begun: ArchivedList = { state: "reading", offset: 0, lastId: null, records: 0 };
const limit = 1_000;
const page = (firstId: string, lastId: string, fetched: number, more: object = {}) => ({
  ...nothingLanded,
  fetched,
  newlySeen: fetched,
  firstId,
  lastId,
  tailId: lastId,
  ...more,
});
const after = (list: ArchivedList, landed: typeof nothingLanded) =>
  nextArchived(list, stepOf(list, landed, { offset: list.offset, limit }));

describe("the list of archived records", () => {
  it("continues at its last row, and ends with a page of only that row, or with an empty one", () => {
    const second = after(begun, page("a", "c", 3));
    expect(second).toMatchObject({ state: "reading", offset: 2, lastId: "c", records: 3 });
    expect(after(second, page("c", "c", 1, { hasAfter: true, newlySeen: 0 })).state).toBe("read");
  });

  it("is empty if two answers were empty", () => {
    const once = after(begun, nothingLanded);
    expect(once.state).toBe("reading");
    expect(after(once, nothingLanded).state).toBe("read");
  });

  it("steps back if a page does not overlap the last one, and is not whole if no page ever does", () => {
    const second = after(begun, page("a", "c", 3));
    const back = after(second, page("d", "f", 3));
    expect(back).toMatchObject({ state: "reading", lastId: "c", offset: 0 });
    expect(after(back, page("a", "e", 5, { hasAfter: true, newlySeen: 2 }))).toMatchObject({
      state: "reading",
      lastId: "e",
    });
    let list = second;
    for (let pages = 0; list.state === "reading" && pages < 100; pages += 1)
      list = after(list, page("d", "f", 3));
    expect(list.state).toBe("failed");
  });

  it("is not whole if it is unordered, or repeats the same page for ever", () => {
    let list = after(begun, page("c", "a", 3, { isOrdered: false, tailId: "a" }));
    list = after(list, page("f", "d", 3, { isOrdered: false, tailId: "d" }));
    expect(after(list, nothingLanded).state).toBe("failed");
    list = after(begun, page("a", "c", 3));
    let pages = 0;
    for (; list.state === "reading" && pages < 100; pages += 1)
      list = after(list, page("a", "c", 3, { hasAfter: true, newlySeen: 0 }));
    expect([list.state, pages]).toEqual(["failed", fruitlessMax + 1]);
  });
});
