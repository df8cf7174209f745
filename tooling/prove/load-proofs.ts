import { readdirSync } from "node:fs";
import type { Proof } from "./proof.ts";

/** All proofs, in the order of their names: each file of `proofs/` exports one. */
export async function loadProofs(): Promise<Proof[]> {
  const folder = new URL("proofs/", import.meta.url);
  const files = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  const modules = files.toSorted().map(async (file): Promise<{ proof: Proof }> => {
    return await import(new URL(file, folder).href);
  });
  return (await Promise.all(modules)).map(({ proof }) => proof);
}
