import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { rootFolder } from "../launch/settings.ts";

/** Runs a package's bench in a process of its own and gives the JSON of its last line. Throws where it fails. */
export function runBench(folder: string, script: string, args: readonly string[]): unknown {
  const output = execFileSync(process.execPath, [script, ...args], {
    cwd: join(rootFolder, folder),
    env: { ...process.env, LOG_LEVEL: "warn" },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(output.toString().trim().split("\n").at(-1) ?? "");
}
