import { expect, test } from "vitest";
import { joinPages, PageOf } from "./pages.ts";

const page = (ids: readonly string[], readAt: number) =>
  new PageOf(
    { items: ids.map((id) => ({ id, readAt })), nextCursor: null },
    { cursor: "", readAt },
  );

test("a row that moved to another page appears once, as it was read last", () => {
  const later = joinPages([page(["a", "moved"], 1), page(["b", "moved"], 2)]);
  expect(later.rows.map(({ id }) => id)).toEqual(["a", "b", "moved"]);
  expect(later.pageOf.get("moved")).toBe(1);
  const earlier = joinPages([page(["a", "moved"], 2), page(["b", "moved"], 1)]);
  expect(earlier.rows.map(({ id }) => id)).toEqual(["a", "moved", "b"]);
});
