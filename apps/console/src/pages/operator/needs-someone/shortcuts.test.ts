import { expect, test } from "vitest";
import { findShortcut } from "./shortcuts.ts";

const press = { isWithModifier: false, isTyping: false, isOnControl: false };

test("takes a letter in either case, and leaves the browser its own keys", () => {
  expect(findShortcut({ ...press, key: "J" })).toBe("next");
  expect(findShortcut({ ...press, key: "s" })).toBe("snooze");
  expect(findShortcut({ ...press, key: "s", isWithModifier: true })).toBeUndefined();
  expect(findShortcut({ ...press, key: "x" })).toBeUndefined();
});

test("never acts on what somebody types, nor takes Enter from a control that has the focus", () => {
  expect(findShortcut({ ...press, key: "t", isTyping: true })).toBeUndefined();
  expect(findShortcut({ ...press, key: "Enter", isOnControl: true })).toBeUndefined();
  expect(findShortcut({ ...press, key: "Enter" })).toBe("open");
  expect(findShortcut({ ...press, key: "t", isOnControl: true })).toBe("test");
});
