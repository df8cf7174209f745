import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { rootFolder } from "./settings.ts";

const generated = new Set(["node_modules", "dist", ".turbo"]);

/**
 * One hash of the contents of files and folders. The paths are relative to the repository's root. Generated folders
 * are skipped.
 */
export function hashFiles(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(listFiles)) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(rootFolder, file)));
  }
  return hash.digest("hex");
}

function listFiles(path: string): string[] {
  const full = join(rootFolder, path);
  if (!existsSync(full)) return [];
  if (statSync(full).isFile()) return [path];
  return readdirSync(full)
    .filter((name) => !generated.has(name))
    .toSorted((a, b) => a.localeCompare(b))
    .flatMap((name) => listFiles(join(path, name)));
}
