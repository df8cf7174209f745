// Lets only one launcher at a time use a DATA_DIR. The file `launcher.json` names the launcher and every process that
// it started. The file is created exclusively. A new launcher replaces the file only if the old launcher is gone.
// Before that, it ends the processes that the old launcher left.

import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { LaunchError } from "./launch-error.ts";
import {
  endProcess,
  identifyProcess,
  isRunning,
  type ProcessIdentity,
} from "./process-identity.ts";

type LockContent = {
  readonly launcher: ProcessIdentity;
  readonly port: number;
  readonly children: readonly (ProcessIdentity & { readonly name: string })[];
};

/** The lock on a DATA_DIR. */
export type DataDirLock = {
  /** Stores a child's identity, so that a later start can end the child if this launcher is killed. */
  addChild(name: string, pid: number): void;
  release(): void;
};

const stoppingGraceMs = 3_000;

/**
 * Creates DATA_DIR if needed and locks it. Ends processes that a killed launcher left running. Throws LaunchError if
 * another launcher uses DATA_DIR.
 */
export async function lockDataDir(
  dataDir: string,
  port: number,
  say: (line: string) => void,
): Promise<DataDirLock> {
  makeDataDir(dataDir);
  const file = join(dataDir, "launcher.json");
  const self = identifyProcess(process.pid);
  if (!self) throw new Error("The identity of this process could not be read.");
  let content: LockContent = { launcher: self, port, children: [] };
  for (;;) {
    try {
      writeFileSync(file, JSON.stringify(content), { flag: "wx" });
      break;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    await clearStaleLock(file, dataDir, say);
  }
  return {
    addChild: (name, pid) => {
      const identity = identifyProcess(pid);
      if (!identity) return;
      const children = content.children.filter((child) => isRunning(child));
      content = { ...content, children: [...children, { name, ...identity }] };
      writeFileSync(file, JSON.stringify(content));
    },
    release: () => rmSync(file, { force: true }),
  };
}

function makeDataDir(dataDir: string): void {
  try {
    // Other users may enter the folder but not list it. Under root, PostgreSQL runs as another user.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    mkdirSync(join(dataDir, "logs"), { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
    accessSync(join(dataDir, "logs"), constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new LaunchError(
      `The data folder ${dataDir} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      [
        "If another user started this before, start as that user, or set DATA_DIR to a folder of your own.",
      ],
    );
  }
}

async function clearStaleLock(
  file: string,
  dataDir: string,
  say: (line: string) => void,
): Promise<void> {
  const held = readLock(file);
  if (!held) {
    rmSync(file, { force: true });
    return;
  }
  // A launcher that was just told to stop gets time to stop.
  const deadline = Date.now() + stoppingGraceMs;
  while (isRunning(held.launcher) && Date.now() < deadline) await pause(100);
  if (isRunning(held.launcher)) {
    throw new LaunchError(
      `It runs already: process ${held.launcher.pid} uses ${dataDir}, at http://localhost:${held.port}.`,
      ["Stop that one first, or set DATA_DIR (and PORT, SANDBOX_PORT) to start a second one."],
    );
  }
  const orphans = held.children.filter((child) => isRunning(child));
  if (orphans.length > 0) {
    say(`Ending what a killed start left: ${orphans.map((orphan) => orphan.name).join(", ")}.`);
  }
  // End programs first and the database last, as in an orderly stop.
  for (const orphan of orphans.toReversed()) {
    await endProcess(orphan, orphan.name === "postgres" ? "SIGINT" : "SIGTERM", 8_000);
  }
  rmSync(file, { force: true });
}

function readLock(file: string): LockContent | undefined {
  try {
    const content: LockContent = JSON.parse(readFileSync(file, "utf8"));
    return typeof content.launcher.pid === "number" && Array.isArray(content.children)
      ? content
      : undefined;
  } catch {
    return undefined;
  }
}
