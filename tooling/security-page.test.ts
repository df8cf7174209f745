import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

test("every answer of docs/security.md names files that exist and show the answer", () => {
  const page = readFileSync(`${root}/docs/security.md`, "utf8");
  const answers = [...page.matchAll(/^\| (.+\?) \| .+ \| (.+) \|$/gm)];
  expect(answers.length).toBeGreaterThan(15);
  expect(answers.length).toBe(page.split("\n").filter((line) => line.includes("? |")).length);
  for (const [, question, shown = ""] of answers) {
    const files = [...shown.matchAll(/`([^`]+)`/g)].map(([, file = ""]) => file);
    expect([question, files.length > 0]).toEqual([question, true]);
    for (const file of files) {
      expect([file, existsSync(`${root}/${file}`)]).toEqual([file, true]);
      expect(file).toMatch(/\.test\.ts$|^proofs\/|^pnpm-lock\.yaml$/);
    }
  }
});
