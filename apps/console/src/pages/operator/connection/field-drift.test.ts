import { expect, test } from "vitest";
import { groupFields, markField } from "./field-drift.ts";

const now = new Date("2026-11-24T12:00:00Z");
const begun = "2026-10-01T00:00:00.000Z";
const field = {
  model: "company",
  name: "Region",
  type: "list",
  firstSeenAt: begun,
  changedAt: begun,
  removedAt: null,
} as const;

test("fields of the first reading are not new; later ones are, for a month", () => {
  const since = Date.parse(begun);
  const late = (at: string) => ({ ...field, firstSeenAt: at, changedAt: at });
  expect(markField({ ...field }, since, new Date(begun))).toBeUndefined();
  expect(markField(late("2026-11-20T00:00:00.000Z"), since, now)?.word).toBe("new");
  expect(markField(late("2026-10-10T00:00:00.000Z"), since, now)).toBeUndefined();
});

test("marks a removed field permanently, and a field with a changed type for a month", () => {
  const since = Date.parse(begun);
  const removedAt = "2026-10-05T00:00:00.000Z";
  expect(markField({ ...field, changedAt: removedAt, removedAt }, since, now)?.word).toBe(
    "removed",
  );
  expect(markField({ ...field, changedAt: "2026-11-23T00:00:00.000Z" }, since, now)?.word).toBe(
    "changed",
  );
});

test("groups fields by model, changed fields first, filtered by a part of the name", () => {
  const fields = [
    field,
    { ...field, name: "Seats", changedAt: "2026-11-23T00:00:00.000Z" },
    { ...field, model: "license", name: "Regional" } as const,
  ];
  const names = groupFields(fields, now).map(({ model, rows }) => [
    model,
    rows.map((row) => row.field.name),
  ]);
  expect(names).toEqual([
    ["company", ["Seats", "Region"]],
    ["license", ["Regional"]],
  ]);
  expect(groupFields(fields, now, "seat")).toHaveLength(1);
});
