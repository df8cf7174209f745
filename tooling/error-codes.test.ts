import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { errorCodes } from "@churned/domain/shared";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test("every error code of the contract is thrown somewhere", () => {
  const sources = globSync("{apps,packages}/*/src/**/*.ts", {
    cwd: root,
    exclude: ["**/node_modules/**", "**/*.test.ts"],
  });
  const text = sources.map((path) => readFileSync(`${root}/${path}`, "utf8")).join("\n");
  const thrown = [...text.matchAll(/new AppError\(\s*"(\w+)"/g)].map(([, code = ""]) => code);
  expect([...new Set(thrown)].toSorted()).toEqual(errorCodes.toSorted());
});
