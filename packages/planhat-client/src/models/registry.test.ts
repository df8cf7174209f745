import { expect, it } from "vitest";
import { isModelName, modelNames, models } from "./index.ts";

it.each(modelNames)("describes %s without contradicting itself", (name) => {
  const model = models[name];
  const fields = Object.entries(model.fields);
  expect(model.name).toBe(name);
  expect(model.pageDefault).toBeLessThanOrEqual(model.pageMax);
  expect(model.keyables.filter((key) => !Object.hasOwn(model.fields, key))).toEqual([]);
  if (model.timestampField) expect(model.fields).toHaveProperty(model.timestampField);
  expect(fields.flatMap(([, { to }]) => to ?? []).filter((to) => !isModelName(to))).toEqual([]);
  const spellings = fields.flatMap(([key, { aliases = [] }]) => [key, ...aliases]);
  expect(new Set(spellings).size).toBe(spellings.length);
});

it("gives every model a unique path and a unique label", () => {
  for (const key of ["path", "label"] as const) {
    expect(new Set(modelNames.map((name) => models[name][key])).size).toBe(modelNames.length);
  }
});
