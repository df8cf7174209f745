import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { hashFiles } from "./hash-files.ts";
import { LaunchError } from "./launch-error.ts";
import { rootFolder } from "./settings.ts";

const consoleFolder = join(rootFolder, "apps", "console");
const stampFile = join(consoleFolder, "node_modules", ".build-stamp");
/** All sources of the console's build, as paths from the repository's root. */
const sources = [
  "apps/console",
  "packages/domain",
  "packages/vault",
  "packages/planhat-client",
  "pnpm-lock.yaml",
];

/** Builds the console if its sources changed since the last build. Throws LaunchError with the build's output. */
export async function buildConsole(say: (line: string) => void): Promise<void> {
  const stamp = hashFiles(sources);
  const isBuilt = existsSync(join(consoleFolder, "dist", "index.html"));
  if (isBuilt && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  say("Building the console …");
  const { code, output } = await runBuild();
  if (code !== 0) {
    throw new LaunchError(`The console could not be built:\n${output}`, [
      "To see it alone: npx pnpm --filter @churned/console build",
    ]);
  }
  writeFileSync(stampFile, stamp);
}

async function runBuild(): Promise<{ code: number; output: string }> {
  return await new Promise((resolve) => {
    // `node --run` runs the package's own script without the start-up time of a package manager.
    const child = spawn(process.execPath, ["--run", "build"], {
      cwd: consoleFolder,
      // With any other value, Vite bundles the development version of Solid.
      env: { ...process.env, NODE_ENV: "production" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
