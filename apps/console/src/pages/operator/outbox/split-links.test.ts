import { expect, test } from "vitest";
import { splitLinks } from "./split-links.ts";

test("finds web addresses without the full stop after them", () => {
  expect(splitLinks("Open http://127.0.0.1:3000/planhat. Thanks")).toEqual([
    { text: "Open ", isLink: false },
    { text: "http://127.0.0.1:3000/planhat", isLink: true },
    { text: ". Thanks", isLink: false },
  ]);
});

test("makes links only of http addresses", () => {
  expect(splitLinks("javascript:alert(1)")).toEqual([
    { text: "javascript:alert(1)", isLink: false },
  ]);
});
