/** The last long run of each proof. docs/proofs.json keeps the results, and docs/proofs.md is written from them. */
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { rootFolder } from "@churned/tooling/settings";
import { loadProofs } from "./load-proofs.ts";
import type { Proof, ProofResult } from "./proof.ts";
import { makeProofsPage } from "./proofs-page.ts";

/** A result with its claim at that time, its day (`2026-11-29`) and its machine. */
export interface KeptResult extends ProofResult {
  readonly claim: string;
  readonly measuredOn: string;
  readonly machine: string;
}

/** Results by the name of the proof. */
export type KeptResults = Readonly<Record<string, KeptResult>>;

const resultsFile = join(rootFolder, "docs", "proofs.json");
/** The path of the page. */
export const proofsPageFile = join(rootFolder, "docs", "proofs.md");

/** Reads the results. Throws if the file is missing or is not JSON. */
export function readResults(): KeptResults {
  return JSON.parse(readFileSync(resultsFile, "utf8")) as KeptResults;
}

/** Stores the result of a long run. It replaces the earlier result of the same proof. */
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

/** Writes the page from the stored results. */
export async function writeProofsPage(): Promise<void> {
  writeFileSync(proofsPageFile, makeProofsPage(await loadProofs(), readResults()));
}

/**
 * The name of the operating system, such as `Debian GNU/Linux 12 (bookworm)`. If the system gives no name, Node's name
 * for it.
 */
function nameSystem(): string {
  try {
    const release = readFileSync("/etc/os-release", "utf8");
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(release)?.[1] ?? process.platform;
  } catch {
    return process.platform;
  }
}
