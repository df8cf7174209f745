import { expect, test } from "vitest";
import { describePaste, describePasteDetail } from "./paste.ts";

const ordinary = { changes: [], problem: null, warnings: [] } as const;

test("gives no notes about an ordinary token or an empty field", () => {
  expect(describePaste(ordinary, "en")).toEqual([]);
  // When the field is empty again, the notes about the last paste disappear.
  const empty = { ...ordinary, changes: ["bearer_prefix"], problem: { what: "empty" } } as const;
  expect(describePaste(empty, "en")).toEqual([]);
});

test("names everything that was removed in one line, in the reader's language", () => {
  const paste = { ...ordinary, changes: ["whitespace", "bearer_prefix"] } as const;
  expect(describePaste(paste, "en")).toEqual([
    { tone: "ok", text: "Removed spaces or a line break and a leading “Bearer ”." },
  ]);
  expect(describePaste(paste, "nl")[0]?.text).toMatch(/^Weggehaald: spaties/);
});

test("names what was pasted instead of a token", () => {
  const [note] = describePaste({ ...ordinary, problem: { what: "tenant_uuid" } }, "en");
  expect(note?.tone).toBe("bad");
  expect(note?.text).toContain("tenant's UUID");
});

test("gives a warning as a warning, and says that the token can still be saved", () => {
  const [note] = describePaste({ ...ordinary, warnings: ["jwt", "cut"] }, "en");
  expect(note?.tone).toBe("warn");
  expect(note?.text).toMatch(/perhaps it is another service's.*perhaps it was not copied whole/);
  expect(note?.text).toContain("You can save it all the same");
});

test("has a sentence for every detail of a check that is about a paste", () => {
  expect(describePasteDetail("masked", "nl")).toContain("puntjes");
  expect(describePasteDetail("cut", "en")).toContain("dots");
  expect(describePasteDetail("api-us3", "en")).toBeUndefined();
});
