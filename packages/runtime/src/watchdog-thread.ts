/**
 * The thread of the watchdog. It has no event loop of its own: it sleeps for a second, looks at the shared numbers, and
 * kills the process where the main thread is stuck. It counts its own wake-ups and reads no clock, so a process that
 * was suspended is not killed when it continues.
 */
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { shared, name, stuckSeconds, stoppingMaxSeconds } = workerData as {
  readonly shared: Int32Array;
  readonly name: string;
  readonly stuckSeconds: number;
  readonly stoppingMaxSeconds: number;
};

let lastBeat = -1;
let silentSeconds = 0;
let stoppingSeconds = 0;
for (;;) {
  Atomics.wait(shared, 2, 0, 1_000);
  const beat = Atomics.load(shared, 0);
  silentSeconds = beat === lastBeat ? silentSeconds + 1 : 0;
  lastBeat = beat;
  if (Atomics.load(shared, 1) === 1) stoppingSeconds += 1;
  if (silentSeconds > stuckSeconds) kill("the main thread is stuck, the process is killed");
  if (stoppingSeconds > stoppingMaxSeconds) kill("the process did not stop in time and is killed");
}

function kill(msg: string): void {
  const line = { level: "error", time: new Date().toISOString(), name, pid: process.pid, msg };
  writeSync(1, `${JSON.stringify(line)}\n`);
  process.kill(process.pid, "SIGKILL");
}
