import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadProofs } from "./load-proofs.ts";
import { makeProofsPage } from "./proofs-page.ts";
import { rootFolder } from "@churned/tooling/settings";
import { proofsPageFile, readResults } from "./results.ts";
import { testedClaims } from "./tested-claims.ts";

test("docs/proofs.md shows the last results (`pnpm prove --write` writes it)", async () => {
  const page = makeProofsPage(await loadProofs(), readResults());
  expect(readFileSync(proofsPageFile, "utf8")).toBe(page);
});

test("the page marks a proof without a result, and a proof that failed", () => {
  const proofs = [
    { name: "new", claim: "New." },
    { name: "missed", claim: "Missed | it." },
  ];
  const result = {
    claim: "Missed | it.",
    figure: "1 of 2",
    mustReach: "2",
    ok: false,
    measuredOn: "2026-01-02",
    machine: "m",
  };
  const page = makeProofsPage(proofs, { missed: result });
  expect(page).toContain("| New. | `pnpm prove new` | not measured yet |");
  expect(page).toContain(
    "| Missed \\| it. | `pnpm prove missed` | **Missed.** 1 of 2 | 2 | 2026-01-02, m |",
  );
});

test("a result of an earlier claim is not shown for the current claim", () => {
  const result = {
    claim: "Before.",
    figure: "2 of 2",
    mustReach: "2",
    ok: true,
    measuredOn: "2026-01-02",
    machine: "m",
  };
  const page = makeProofsPage([{ name: "changed", claim: "Today." }], { changed: result });
  expect(page).toContain("| Today. | `pnpm prove changed` | not measured yet |");
});

test("each command of a tested claim names existing test files", () => {
  const files = globSync("{apps,packages,tooling,e2e}/**/*.test.ts", {
    cwd: rootFolder,
    exclude: (path) => path.includes("node_modules"),
  });
  const paths = testedClaims.flatMap(({ command }) =>
    command.split(" ").filter((word) => word.includes("/src/")),
  );
  expect(paths.length).toBeGreaterThan(0);
  expect(paths.filter((path) => !files.some((file) => file.startsWith(path)))).toEqual([]);
});
