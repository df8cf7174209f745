// Tests the launcher with real processes, a folder with spaces in its name, and real signals.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, startProcess, waitFor, type RunningProcess } from "@churned/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { removeKept } from "./cluster.ts";
import { buildConsole } from "./console-build.ts";
import { isRunning, type ProcessIdentity } from "./process-identity.ts";
import { rootFolder } from "./settings.ts";

const folder = mkdtempSync(join(tmpdir(), "churned launch "));
const dataDir = join(folder, "my data");
let port = 0;
let sandboxPort = 0;

beforeAll(async () => {
  await buildConsole(() => undefined);
  port = await freePort();
  sandboxPort = await freePort();
}, 120_000);
afterAll(() => {
  // Under root, the cluster is in another folder, because only root can enter a folder that mkdtemp made.
  removeKept(dataDir);
  rmSync(folder, { recursive: true, force: true });
});

async function launch(
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<RunningProcess> {
  return await startProcess({
    args: [join(rootFolder, "tooling/launch/main.ts"), ...args],
    env: { DATA_DIR: dataDir, PORT: String(port), SANDBOX_PORT: String(sandboxPort), ...env },
    readyWhen: (output) => output.includes("is ready"),
    readyTimeoutMs: 60_000,
  });
}

async function readSealingKey(): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/readyz`);
  expect(response.status).toBe(200);
  const secrets: unknown = JSON.parse(readFileSync(join(dataDir, "secrets.json"), "utf8"));
  return String(Object.getOwnPropertyDescriptor(secrets, "sealingPublicKey")?.value);
}

function listStarted(): ProcessIdentity[] {
  const lock: { children: ProcessIdentity[] } = JSON.parse(
    readFileSync(join(dataDir, "launcher.json"), "utf8"),
  );
  return lock.children;
}

test(
  "starts, refuses a second start, and leaves no process after Ctrl-C",
  { timeout: 120_000 },
  async () => {
    await using launcher = await launch();
    await readSealingKey();
    const started = listStarted();
    expect(started).toHaveLength(4);
    await expect(launch()).rejects.toThrow(/code 1.*It runs already: process \d+ uses/s);
    expect(await launcher.kill("SIGINT")).toEqual({ code: 0, signal: null });
    expect(started.filter(isRunning)).toEqual([]);
  },
);

test(
  "finds its data again after kill -9 of the launcher, with no orphan in the way",
  { timeout: 120_000 },
  async () => {
    const killed = await launch();
    const key = await readSealingKey();
    const orphans = listStarted();
    await killed.kill("SIGKILL");
    await using next = await launch();
    expect(orphans.filter(isRunning)).toEqual([]);
    expect(await readSealingKey()).toBe(key);
    const last = listStarted();
    await next.kill("SIGTERM");
    expect(last.filter(isRunning)).toEqual([]);
  },
);

test("restarts a program that was killed", { timeout: 120_000 }, async () => {
  await using launcher = await launch();
  const [victim] = listStarted().filter((child) => "name" in child && child.name === "worker");
  expect(victim).toBeDefined();
  process.kill(victim?.pid ?? 0, "SIGKILL");
  await waitFor(() => launcher.output().includes("worker ended (SIGKILL)"), { what: "the notice" });
  await waitFor(() => listStarted().length === 4 && listStarted().every(isRunning), {
    what: "four running programs again",
  });
});

test(
  "starts afresh with --reset, lists what it removed, and with --timing also the phases",
  { timeout: 120_000 },
  async () => {
    const before = await launch();
    const keyBefore = await readSealingKey();
    await before.kill("SIGTERM");
    await using launcher = await launch(["--reset", "--timing"]);
    expect(launcher.output()).toMatch(/Removed .*secrets\.json/);
    expect(await readSealingKey()).not.toBe(keyBefore);
    const phases = launcher.output().matchAll(/^(\w+) +\d+ to \d+ ms$/gm);
    expect([...phases].map(([, name]) => name)).toEqual(
      expect.arrayContaining(["launcher", "postgres", "migrations", "api", "worker"]),
    );
  },
);

test.for(["PORT", "SANDBOX_PORT"])(
  "names the port and %s when it is taken, before anything starts",
  async (variable) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const taken = String(typeof address === "object" ? address?.port : "");
    const untouched = join(folder, `untouched ${variable}`);
    const started = launch([], { [variable]: taken, DATA_DIR: untouched });
    await expect(started).rejects.toThrow(new RegExp(`code 1.*Port ${taken}.*${variable}=`, "s"));
    expect(() => readFileSync(join(untouched, "secrets.json"))).toThrow("ENOENT");
    server.close();
  },
);
