import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { rootFolder } from "@churned/tooling/settings";

/**
 * Runs a script in a separate process. The script is given by its path from the repository's root. Returns the JSON
 * of the script's last line. Throws if the process fails.
 */
export function runBench(script: string, args: readonly string[]): unknown {
  const output = execFileSync(process.execPath, [join(rootFolder, script), ...args], {
    env: { ...process.env, LOG_LEVEL: "warn" },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(output.toString().trim().split("\n").at(-1) ?? "");
}
