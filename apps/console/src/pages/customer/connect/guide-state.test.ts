import { afterEach, expect, test, vi } from "vitest";
import { createGuideState } from "./guide-state.ts";

function makeStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    clear: () => kept.clear(),
    key: (at) => [...kept.keys()][at] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

afterEach(() => vi.unstubAllGlobals());

test("a new connection begins its guide at step one, and the previous connection keeps its step", () => {
  vi.stubGlobal("sessionStorage", makeStorage());
  vi.stubGlobal("localStorage", makeStorage());
  createGuideState("first").setStep(7);
  expect(createGuideState("second").step()).toBe(1);
  expect(createGuideState("first").step()).toBe(7);
});
