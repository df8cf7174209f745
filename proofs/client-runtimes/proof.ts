import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { setTimeout as pause } from "node:timers/promises";

import { createSandbox } from "@churned/planhat-sandbox";

import { findBrowser } from "@churned/tooling/find-browser";
import { installClient, packClient } from "../parts/pack-client.ts";
import type { Proof } from "../proof.ts";
import { openDoor } from "./runtimes/door.ts";
import type { Door } from "./runtimes/door.ts";

const scripts = join(import.meta.dirname, "runtimes");
const timeoutMs = 60_000;

/**
 * Runtimes that the long version installs from the npm registry. Deno reads node_modules unchanged and needs
 * permission flags.
 */
const fetched = [
  { name: "Node 20", from: "node@20", command: "node", args: [] },
  { name: "Node 22", from: "node@22", command: "node", args: [] },
  { name: "Bun", from: "bun@1", command: "bun", args: [] },
  {
    name: "Deno",
    from: "deno@2",
    command: "deno",
    args: ["run", "--node-modules-dir=manual", "--allow-net", "--allow-read", "--allow-env"],
  },
] as const;

type Trial = { readonly name: string; readonly happened: unknown };

/**
 * The long form tests Node 20, 22 and 24, Bun, Deno, a worker thread, a browser page and the page's web worker. The short
 * form tests only the runtimes that are installed on this machine.
 */
export const proof: Proof = {
  name: "client-runtimes",
  claim:
    "The built Planhat client behaves in the same way in Node, Bun, Deno, worker threads, browsers and browser workers.",
  run: async ({ isShort }) => {
    const folder = mkdtempSync(join(tmpdir(), "churned proof of runtimes "));
    await using sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
    const token = await makeToken(sandbox.url);
    const code = join(folder, "code");
    await using door = await openDoor(code, sandbox.baseUrl(), token);
    try {
      cpSync(scripts, code, { recursive: true });
      installClient(packClient(folder), code);
      writeFileSync(
        join(code, "package.json"),
        JSON.stringify({ type: "module", dependencies: { "@churned/planhat-client": "*" } }),
      );
      const run = (name: string, command: string, args: readonly string[], script = "run.mjs") =>
        tryOut(name, command, [...args, join(code, script), door.url, token]);
      const trials: Trial[] = [
        await run("Node 24", process.execPath, []),
        await run("worker thread", process.execPath, [], "run-in-thread.mjs"),
      ];
      const untested: string[] = [];
      const browser = findBrowser(process.env);
      if (browser === undefined) untested.push("browser");
      else trials.push(...(await tryBrowser(browser, folder, door)));
      for (const { name, from, command, args } of isShort ? [] : fetched) {
        const found = install(from, command, join(folder, "runtimes", command, from));
        if (found === undefined) untested.push(name);
        else trials.push(await run(name, found, args));
      }
      return judge(trials, untested);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function makeToken(sandboxUrl: string): Promise<string> {
  const body = JSON.stringify({ name: "healthy" });
  const response = await fetch(`${sandboxUrl}/_admin/ready-tokens`, { method: "POST", body });
  const made: { token: string } = JSON.parse(await response.text());
  return made.token;
}

function install(from: string, command: string, folder: string): string | undefined {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{"private":true}');
  try {
    execFileSync("npm", ["install", "--no-audit", "--no-fund", from], {
      cwd: folder,
      stdio: "ignore",
    });
    const found = join(folder, "node_modules/.bin", command);
    execFileSync(found, ["--version"], { stdio: "ignore" });
    return found;
  } catch {
    return undefined;
  }
}

async function tryOut(name: string, command: string, args: readonly string[]): Promise<Trial> {
  const child = spawn(command, args, { timeout: timeoutMs });
  let output = "";
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { name, happened: code === 0 ? JSON.parse(output) : complaint || `ended with ${code}` };
}

async function tryBrowser(browser: string, folder: string, door: Door): Promise<Trial[]> {
  const args = [
    "--headless",
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    `--user-data-dir=${join(folder, "profile")}`,
    door.url,
  ];
  const child = spawn(browser, args, { stdio: "ignore" });
  const late = pause(timeoutMs, "nothing came", { ref: false });
  try {
    const wait = (who: "page" | "worker") => Promise.race([door.happened(who), late]);
    return [
      { name: "browser page", happened: await wait("page") },
      { name: "browser worker", happened: await wait("worker") },
    ];
  } finally {
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill();
    await ended;
  }
}

/**
 * The results that every runtime must produce. Numbers that depend on the sandbox must equal the numbers of Node 24.
 */
function judge(trials: readonly Trial[], untested: readonly string[]) {
  const expected = {
    probe: { rows: 1 },
    endusers: 0,
    bytes: 3,
    name: true,
    rejected: "rejected",
    redirect: "unexpected_answer redirect",
    silent: "timed_out attempt",
    half: "timed_out attempt",
    aborted: "aborted",
    cut: "unexpected_answer truncated",
    large: "unexpected_answer too_large",
    pasted: true,
    retried: [1, "planhat_failed", 200],
  };
  const wrong = trials.filter(({ happened }) => {
    const same = { ...expected, endusers: findEndusers(trials) };
    return !isDeepStrictEqual(happened, same);
  });
  const figure = [
    `${trials.length - wrong.length} of ${trials.length} runtimes give the same results: ${trials.map(({ name }) => name).join(", ")}`,
    ...wrong.map(({ name, happened }) => `${name} differs: ${JSON.stringify(happened)}`),
    ...(untested.length > 0
      ? [`NOT TESTED, because they could not be installed: ${untested.join(", ")}`]
      : []),
  ];
  return {
    figure: figure.join("; "),
    mustReach: "13 results are the same in each runtime that can be installed",
    ok: wrong.length === 0,
  };
}

function findEndusers([first]: readonly Trial[]): number {
  const happened: unknown = first?.happened;
  if (typeof happened !== "object" || happened === null) return -1;
  const found: unknown = Object.getOwnPropertyDescriptor(happened, "endusers")?.value;
  return typeof found === "number" && found > 100 ? found : -1;
}
