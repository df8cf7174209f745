import { expect, test } from "vitest";
import { findShortcut } from "./shortcuts.ts";

const press = { isWithModifier: false, isTyping: false, isOnControl: false };

test("accepts a letter in either case, and ignores the browser's own shortcuts", () => {
  expect(findShortcut({ ...press, key: "J" })).toBe("next");
  expect(findShortcut({ ...press, key: "s" })).toBe("snooze");
  expect(findShortcut({ ...press, key: "s", isWithModifier: true })).toBeUndefined();
  expect(findShortcut({ ...press, key: "x" })).toBeUndefined();
});

test("ignores keys typed into a field, and leaves Enter to a focused control", () => {
  expect(findShortcut({ ...press, key: "t", isTyping: true })).toBeUndefined();
  expect(findShortcut({ ...press, key: "Enter", isOnControl: true })).toBeUndefined();
  expect(findShortcut({ ...press, key: "Enter" })).toBe("open");
  expect(findShortcut({ ...press, key: "t", isOnControl: true })).toBe("test");
});
