import type { ArchivedList } from "@churned/db/sync";
import { describe, expect, it } from "vitest";
import { nothingLanded } from "../testing/landed-page.ts";
import { nextArchived } from "./read-archived.ts";

const begun: ArchivedList = { state: "reading", offset: 0, lastId: null, records: 0 };
const page = (firstId: string, lastId: string, fetched: number, more: object = {}) => ({
  ...nothingLanded,
  fetched,
  newlySeen: fetched,
  firstId,
  lastId,
  ...more,
});

describe("the list of archived records", () => {
  it("goes on at its last row, and ends with a page of that row alone, or of none", () => {
    const second = nextArchived(begun, page("a", "c", 3));
    expect(second).toMatchObject({ state: "reading", offset: 2, lastId: "c", records: 3 });
    expect(nextArchived(second, page("c", "c", 1, { hasAfter: true }))).toMatchObject({
      state: "read",
    });
    expect(nextArchived(begun, nothingLanded)).toMatchObject({ state: "read" });
    const alone = nextArchived(begun, page("a", "a", 1));
    expect(alone).toMatchObject({ state: "reading", offset: 1 });
    expect(nextArchived(alone, nothingLanded)).toMatchObject({ state: "read" });
  });

  it("is not whole where its order is not kept, a page does not reach back, or the same page comes again", () => {
    const second = nextArchived(begun, page("a", "c", 3));
    expect(nextArchived(begun, page("a", "c", 3, { isOrdered: false })).state).toBe("failed");
    expect(nextArchived(second, page("d", "f", 3)).state).toBe("failed");
    expect(nextArchived(second, nothingLanded).state).toBe("failed");
    expect(nextArchived(second, page("a", "b", 2)).state).toBe("failed");
    // Without end, however often it is asked.
    expect(nextArchived(second, page("a", "c", 3, { hasAfter: true })).state).not.toBe("reading");
  });
});
