/** The last long run of each proof, kept in `docs/proofs.json`, from which `docs/proofs.md` is written. */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { rootFolder } from "@churned/tooling/settings";
import { loadProofs } from "./load-proofs.ts";
import type { Proof, ProofResult } from "./proof.ts";
import { makeProofsPage } from "./proofs-page.ts";

/** A result with the claim that it was measured for, the day (`2026-11-29`) and the machine. */
export interface KeptResult extends ProofResult {
  readonly claim: string;
  readonly measuredOn: string;
  readonly machine: string;
}

/** By the name of the proof. */
export type KeptResults = Readonly<Record<string, KeptResult>>;

const resultsFile = join(rootFolder, "docs", "proofs.json");
/** Where the page is. */
export const proofsPageFile = join(rootFolder, "docs", "proofs.md");

/** Throws where the file is missing or is no JSON. */
export function readResults(): KeptResults {
  return JSON.parse(readFileSync(resultsFile, "utf8")) as KeptResults;
}

/** Keeps the result of a long run in place of the one before. */
export function keepResult(
  { name, claim }: Pick<Proof, "name" | "claim">,
  result: ProofResult,
): void {
  const kept: KeptResult = {
    claim,
    ...result,
    measuredOn: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores, ${nameSystem()}`,
  };
  const all = Object.entries({ ...readResults(), [name]: kept });
  const sorted = Object.fromEntries(all.toSorted(([a], [b]) => a.localeCompare(b)));
  writeFileSync(resultsFile, `${JSON.stringify(sorted, null, 2)}\n`);
}

/** Writes the page from the kept results. */
export async function writeProofsPage(): Promise<void> {
  writeFileSync(proofsPageFile, makeProofsPage(await loadProofs(), readResults()));
}

/** `Debian GNU/Linux 12 (bookworm)` where the system names itself so, else Node's word for it. */
function nameSystem(): string {
  try {
    const release = readFileSync("/etc/os-release", "utf8");
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(release)?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}
