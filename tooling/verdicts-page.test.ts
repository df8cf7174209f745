import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { verdictKinds } from "@churned/domain/verdict";
import { expect, test } from "vitest";

const docs = fileURLToPath(new URL("../docs", import.meta.url));

test("docs/verdicts.md shows every verdict kind, and no other (`pnpm screenshots:verdicts` writes it)", () => {
  const page = readFileSync(`${docs}/verdicts.md`, "utf8");
  const shown = [...page.matchAll(/^## `(\w+)`$/gm)].map(([, kind]) => kind);
  expect(shown).toEqual(verdictKinds);
  const pictures = readdirSync(`${docs}/verdicts`);
  expect(pictures.toSorted()).toEqual(verdictKinds.map((kind) => `${kind}.png`).toSorted());
});
