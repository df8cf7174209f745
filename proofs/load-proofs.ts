import { globSync } from "node:fs";
import type { Proof } from "./proof.ts";

/** Loads all proofs, sorted by name. Each folder with a `proof.ts` exports one proof. */
export async function loadProofs(): Promise<Proof[]> {
  const files = globSync("*/proof.ts", { cwd: import.meta.dirname });
  const modules = files.toSorted().map(async (file): Promise<{ proof: Proof }> => {
    return await import(new URL(file, import.meta.url).href);
  });
  return (await Promise.all(modules)).map(({ proof }) => proof);
}
