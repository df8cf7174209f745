import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadProofs } from "./load-proofs.ts";
import { makeProofsPage } from "./proofs-page.ts";
import { proofsPageFile, readResults } from "./results.ts";

test("docs/proofs.md says what the last results say (`pnpm prove --write` writes it)", async () => {
  const page = makeProofsPage(await loadProofs(), readResults());
  expect(readFileSync(proofsPageFile, "utf8")).toBe(page);
});

test("a proof without a result, and one that missed, are shown as that", () => {
  const proofs = [
    { name: "new", claim: "New." },
    { name: "missed", claim: "Missed | it." },
  ];
  const result = {
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
