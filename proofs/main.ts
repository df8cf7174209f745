// `pnpm prove` lists the proofs, and `pnpm prove NAME` runs a proof. `--short` runs the short version. Without a
// NAME, `--short` runs all proofs; with `--timing` only proofs that compare times, with `--counting` only the others.
// `--count=FILE` writes how many proofs passed. `--write` writes docs/proofs.md again. A long run stores its result
// and writes the page. Exits non-zero if a proof fails.

import { writeFileSync } from "node:fs";

import { loadProofs } from "./load-proofs.ts";
import type { Proof } from "./proof.ts";
import { keepResult, writeProofsPage } from "./results.ts";

const args = process.argv.slice(2);
const isShort = args.includes("--short");
const countFile = args.find((arg) => arg.startsWith("--count="))?.slice("--count=".length);
const names = args.filter((arg) => !arg.startsWith("--"));

const proofs = await loadProofs();
const unknown = names.filter((name) => !proofs.some((proof) => proof.name === name));
if (unknown.length > 0) {
  console.error(`There is no proof "${unknown.join('", "')}".`);
  process.exitCode = 1;
} else if (args.includes("--write")) {
  await writeProofsPage();
} else if (names.length === 0 && !isShort) {
  list();
} else {
  process.exitCode = await prove(proofs.filter(isChosen));
}

function isChosen({ name, comparesTimes = false }: Proof): boolean {
  if (names.length > 0) return names.includes(name);
  return !args.includes(comparesTimes ? "--counting" : "--timing");
}

function list(): void {
  const width = Math.max(...proofs.map((proof) => proof.name.length));
  for (const proof of proofs) console.log(`${proof.name.padEnd(width)}  ${proof.claim}`);
  console.log("\npnpm prove NAME runs one; add --short for the version that `npm test` runs.");
}

async function prove(chosen: readonly Proof[]): Promise<number> {
  let failed = 0;
  for (const proof of chosen) {
    console.log(`${proof.name}: ${proof.claim}`);
    try {
      const result = await proof.run({ isShort });
      const { figure, mustReach, ok } = result;
      if (!isShort) keepResult(proof, result);
      console.log(`  ${ok ? "✓" : "✗"} ${figure}\n    must reach: ${mustReach}`);
      if (!ok) failed++;
    } catch (error) {
      console.error("  ✗ could not be measured:", error);
      failed++;
    }
  }
  if (!isShort) await writeProofsPage();
  if (countFile) {
    writeFileSync(countFile, JSON.stringify({ passed: chosen.length - failed, failed }));
  }
  return failed === 0 ? 0 : 1;
}
