import { expect, test } from "vitest";
import { findRange } from "./row-window.ts";

const view = { rowHeight: 38, count: 100_000, spare: 10 };

test("holds a screenful and a few more, however long the list", () => {
  for (const top of [0, 38_000, 3_799_000]) {
    const { from, to } = findRange({ ...view, top, bottom: top + 900 });
    expect(to - from).toBeLessThanOrEqual(24 + 1 + 2 * view.spare);
    expect(from).toBeLessThanOrEqual(top / view.rowHeight);
  }
});

test("stays inside the list at both ends, and when the list got shorter under the reader", () => {
  expect(findRange({ ...view, top: -500, bottom: 400 }).from).toBe(0);
  expect(findRange({ ...view, count: 5, top: 9_000, bottom: 9_900 })).toEqual({ from: 5, to: 5 });
  expect(findRange({ ...view, count: 0, top: 0, bottom: 900 })).toEqual({ from: 0, to: 0 });
});
