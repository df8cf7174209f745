// The operating system reuses pids, so a pid alone does not identify a process. The pid and the start time together
// do.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Identifies one process until the machine restarts. */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

/** The identity of a running process; `undefined` if no process has this pid. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === "linux" ? readStartFromProc(pid) : readStartFromPs(pid);
  return startedAt ? { pid, startedAt } : undefined;
}

/** Whether exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startedAt === identity.startedAt;
}

/** Ends a process, also a process that is not our child. Sends the signal, then SIGKILL after `graceMs`. */
export async function endProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<void> {
  sendSignal(identity, signal);
  const deadline = Date.now() + graceMs;
  while (isRunning(identity) && Date.now() < deadline) await pause(50);
  sendSignal(identity, "SIGKILL");
  while (isRunning(identity)) await pause(20);
}

/** Sends a signal to exactly this process; does nothing if it is gone. */
export function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): void {
  if (!isRunning(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch {
    // The process ended between the check and the signal.
  }
}

function readStartFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may contain any character, so the fields are counted after the last ")".
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state] = fields;
    return state === "Z" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function readStartFromPs(pid: number): string | undefined {
  const found = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
  return found.status === 0 ? found.stdout.trim() || undefined : undefined;
}
