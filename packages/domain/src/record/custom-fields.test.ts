import { expect, test } from "vitest";
import type { FieldDrift } from "./custom-fields.ts";
import { describeDrift, groupDrift } from "./custom-fields.ts";

const drift = (
  name: string,
  change: FieldDrift["change"],
  more: Partial<FieldDrift> = {},
): FieldDrift => ({ model: "company", name, type: "text", was: null, change, ...more });

test("drift is grouped into one entry for each model, with added fields before removed ones", () => {
  const groups = groupDrift([
    drift("Old tier", "removed", { was: "text" }),
    drift("Seats / used", "retyped", { type: "number", was: "text" }),
    drift("Newsletter 📬", "added", { model: "enduser", type: "checkbox" }),
    drift("Region", "added", { type: "list" }),
    drift("Debtor no.", "returned", { was: "text" }),
  ]);
  expect(groups.map(({ model, changes }) => [model, describeDrift(changes)])).toEqual([
    [
      "company",
      "Added: Region (list). Back again: Debtor no. (text). Of another type: Seats / used (text, now number). Removed: Old tier.",
    ],
    ["enduser", "Added: Newsletter 📬 (checkbox)."],
  ]);
});

test("a timeline line stays short, however many fields change and however long their names are", () => {
  const many = Array.from({ length: 500 }, (_, n) =>
    drift(`${n} ${"x".repeat(75)}👩‍👩‍👧‍👦${"x".repeat(5_000)}`, "added", {
      type: `list\n${"y".repeat(5_000)}`,
    }),
  );
  const [group] = groupDrift(many);
  const text = describeDrift(group?.changes ?? []);
  expect(text).toMatch(/ and 492 more\.$/);
  expect(text.length).toBeLessThan(2_000);
  expect(text).not.toMatch(/\u200D|\n/);
  expect(JSON.stringify(group?.changes).length).toBeLessThan(50_000);
});
