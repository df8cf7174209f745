import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { Account } from "./accounts.ts";
import { faultSchema } from "../fault-kinds.ts";
import { isPermission } from "./permissions.ts";

const storedSchema = z.object({
  version: z.literal(1),
  accounts: z.array(
    z.object({
      id: z.string(),
      tenant: z.string(),
      name: z.string(),
      description: z.string(),
      isPaused: z.boolean(),
      createdAt: z.number(),
      permissions: z.array(z.string()),
      // Absent in files of earlier versions.
      portfolioOwner: z.string().nullable().default(null),
      hiddenFields: z.array(z.string()).default([]),
      faults: z.array(faultSchema).default([]),
      tokens: z.array(
        z.object({ id: z.string(), hash: z.string(), lastFour: z.string(), createdAt: z.number() }),
      ),
    }),
  ),
});

/** Reads the accounts of an earlier run. Empty if the file does not exist. Throws if the file has another format. */
export function readDataFile(path: string): Account[] {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
  return storedSchema.parse(JSON.parse(text)).accounts.map((account) => ({
    ...account,
    permissions: new Set(account.permissions.filter(isPermission)),
  }));
}

/**
 * Replaces the file atomically, so that a killed process leaves the old or the new file. The file contains only
 * hashes of tokens.
 */
export function writeDataFile(path: string, accounts: readonly Account[]): void {
  const stored = accounts.map((account) => ({ ...account, permissions: [...account.permissions] }));
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}.new`;
  writeFileSync(draft, JSON.stringify({ version: 1, accounts: stored }), { mode: 0o600 });
  renameSync(draft, path);
}
