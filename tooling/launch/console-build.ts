import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { LaunchError } from "./launch-error.ts";
import { rootFolder } from "./settings.ts";

const consoleFolder = join(rootFolder, "apps", "console");
const stampFile = join(consoleFolder, "node_modules", ".build-stamp");
/** Everything the console is built from, from the repository's root. */
const sources = [
  "apps/console",
  "packages/domain",
  "packages/vault",
  "packages/planhat-client",
  "pnpm-lock.yaml",
];
const notSources = new Set(["node_modules", "dist", ".turbo"]);

/** Builds the console when its sources changed since the last build. Throws LaunchError with the build's output. */
export async function buildConsole(say: (line: string) => void): Promise<void> {
  const stamp = hashSources();
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
    // `node --run` runs the package's own script without a package manager's start-up.
    const child = spawn(process.execPath, ["--run", "build"], {
      cwd: consoleFolder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString("utf8")));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

function hashSources(): string {
  const hash = createHash("sha256");
  for (const file of sources.flatMap((source) => listFiles(source))) {
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(rootFolder, file)));
  }
  return hash.digest("hex");
}

function listFiles(path: string): string[] {
  if (path.endsWith(".yaml")) return [path];
  return readdirSync(join(rootFolder, path), { withFileTypes: true })
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .flatMap((entry) => {
      if (notSources.has(entry.name)) return [];
      const child = join(path, entry.name);
      return entry.isDirectory() ? listFiles(child) : entry.isFile() ? [child] : [];
    });
}
