import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { writeFields, writeTable } from "../scripts/model-table.ts";

function read(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
}

it("describes every model and field in the README like the registry", () => {
  expect(writeTable(read("README.md"))).toBe(read("README.md"));
  expect(writeFields()).toBe(read("MODELS.md"));
});
