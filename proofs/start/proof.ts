import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

import { freePort, startProcess } from "@churned/testkit";

import { removeKept } from "@churned/tooling/cluster";
import { rootFolder } from "@churned/tooling/settings";
import type { Proof } from "../proof.ts";

const warmLimitSeconds = 3;
const coldTimeoutMs = 15 * 60_000;

/** Long: `npm start` in a fresh clone, with nothing installed. Short: the launcher in this checkout. */
export const proof: Proof = {
  name: "start",
  claim:
    "One command starts the whole product from a fresh clone. Each later start takes at most three seconds.",
  run: async ({ isShort }) => {
    const folder = mkdtempSync(join(tmpdir(), "churned proof of start "));
    const checkout = isShort ? rootFolder : join(folder, "a fresh clone");
    const dataDir = join(folder, "data");
    mkdirSync(dataDir);
    try {
      if (!isShort)
        execFileSync("git", ["clone", "--quiet", "--no-hardlinks", rootFolder, checkout]);
      const ports = { PORT: String(await freePort()), SANDBOX_PORT: String(await freePort()) };
      const env = { ...ports, DATA_DIR: dataDir };
      const cold = await measureStart(checkout, env, isShort);
      const warm = await measureStart(checkout, env, isShort);
      return {
        figure: `first start ${cold.toFixed(1)} s, second start ${warm.toFixed(1)} s, /readyz answers 200 both times`,
        mustReach: isShort
          ? "ready after both starts; no limit for the times"
          : `ready from a fresh clone; second start in less than ${warmLimitSeconds} s`,
        ok: isShort || warm < warmLimitSeconds,
      };
    } finally {
      removeKept(dataDir);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measureStart(
  checkout: string,
  env: Readonly<Record<string, string>>,
  isShort: boolean,
): Promise<number> {
  const startedAt = performance.now();
  const launcher = await startProcess({
    ...(isShort
      ? { args: [join(checkout, "tooling/launch/main.ts")] }
      : { command: "npm", args: ["start"] }),
    cwd: checkout,
    env: { ...env, PATH: findPathOfMachine() },
    readyWhen: (output) => output.includes("is ready"),
    readyTimeoutMs: coldTimeoutMs,
  });
  const seconds = (performance.now() - startedAt) / 1000;
  const ready = await fetch(`http://127.0.0.1:${env["PORT"]}/readyz`);
  const end = await launcher.kill("SIGINT");
  if (ready.status !== 200) throw new Error(`/readyz answered ${ready.status}`);
  // On some versions npm exits with code 130, and on others the signal ends npm. Our launcher exits with code 0.
  if (isShort && end.code !== 0)
    throw new Error(`It ended with ${end.code}:\n${launcher.output()}`);
  return seconds;
}

/** PATH without this checkout's tools, because the clone must use its own tools. */
function findPathOfMachine(): string {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.filter((folder) => !folder.includes("node_modules")).join(delimiter);
}
