import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { rootFolder } from "@churned/tooling/settings";

/**
 * Runs a script, given by its path from the repository's root, in a separate process. Returns the JSON of its last
 * line. Throws if the process fails.
 */
export function runBench(script: string, args: readonly string[]): unknown {
  const output = execFileSync(process.execPath, [join(rootFolder, script), ...args], {
    env: { ...process.env, LOG_LEVEL: "warn" },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(output.toString().trim().split("\n").at(-1) ?? "");
}
