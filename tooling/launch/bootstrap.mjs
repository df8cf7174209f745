// The first step of `npm start` and `npm test`. It runs on any Node from version 20 on, with nothing installed. It
// installs missing packages, then continues under Node 24: the npm package `node`, never the Node on PATH. This file
// is plain JavaScript that imports only from `node:` and uses no newer API. So even an old Node can run it and report
// that it is too old.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const node24 = join(root, "node_modules", "node", "bin", "node");
const stampFile = join(root, "node_modules", ".install-stamp");
const neededDiskBytes = 1_500_000_000;

/**
 * Installs if needed, runs `script` (a path from the repository's root) under Node 24 with this process's arguments,
 * passes signals on, and exits with the script's exit code.
 */
export async function bootstrap(script) {
  requireNode20();
  if (!isInstalled()) {
    await install();
    checkNode24();
  }
  await handOver(script);
}

function requireNode20() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= 20) return;
  fail(`This needs Node 20 or newer to start; you have ${process.version}.`, [
    "Install a current Node from https://nodejs.org and run this again.",
  ]);
}

function isInstalled() {
  return (
    fs.existsSync(node24) &&
    fs.existsSync(stampFile) &&
    fs.readFileSync(stampFile, "utf8") === makeStamp()
  );
}

/** A hash that changes if the lockfile or the manifest of any package changes. */
function makeStamp() {
  const hash = createHash("sha256");
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json", ...listManifests()];
  for (const file of files) hash.update(file).update(fs.readFileSync(join(root, file)));
  return `${hash.digest("hex")} ${process.platform}-${process.arch}\n`;
}

function listManifests() {
  const folders = ["apps", "packages"].flatMap((parent) =>
    fs
      .readdirSync(join(root, parent))
      .toSorted((a, b) => a.localeCompare(b))
      .map((name) => join(parent, name)),
  );
  return [...folders, "tooling", "e2e", "proofs"]
    .map((folder) => join(folder, "package.json"))
    .filter((file) => fs.existsSync(join(root, file)));
}

async function install() {
  const free = fs.statfsSync(root);
  const freeBytes = free.bavail * free.bsize;
  if (!fs.existsSync(node24) && freeBytes < neededDiskBytes) {
    fail(
      `The disk of ${root} has ${toGigabytes(freeBytes)} GB free; installing needs ${toGigabytes(neededDiskBytes)} GB.`,
      ["Free some space and run this again."],
    );
  }
  const { packageManager } = JSON.parse(fs.readFileSync(join(root, "package.json"), "utf8"));
  console.log(
    `Installing what is missing with ${packageManager} (a minute or two the first time) …`,
  );
  // NODE_ENV=production would skip the tools. A node_modules folder of another version is replaced without a question.
  const { NODE_ENV: _production, ...env } = process.env;
  const args = [
    "--yes",
    packageManager,
    "install",
    "--frozen-lockfile",
    "--config.confirm-modules-purge=false",
  ];
  const startedAt = Date.now();
  const { code, error } = await run("npx", args, env);
  if (error?.code === "ENOENT") {
    fail("`npx` was not found, so nothing could be installed.", [
      "Install npm (it comes with Node) and run this again.",
    ]);
  }
  if (code !== 0)
    fail(
      `Installing failed (exit code ${code}); the reason is above.`,
      await explainInstallFailure(),
    );
  fs.writeFileSync(stampFile, makeStamp());
  console.log(`Installed in ${Math.round((Date.now() - startedAt) / 1000)} s.`);
}

async function run(command, args, env) {
  return await new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      env,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    child.once("error", (error) => resolve({ code: 1, error }));
    child.once("exit", (code, signal) => {
      if (signal === "SIGINT" || signal === "SIGTERM") process.exit(130);
      resolve({ code: code ?? 1 });
    });
  });
}

async function explainInstallFailure() {
  const free = fs.statfsSync(root);
  if (free.bavail * free.bsize < 100_000_000)
    return ["The disk is full: free some space and run this again."];
  const found = spawnSync("npm", ["config", "get", "registry"], { encoding: "utf8", cwd: root });
  const registry = found.stdout?.trim() ?? "";
  try {
    if (URL.canParse(registry)) await fetch(registry, { signal: AbortSignal.timeout(5_000) });
  } catch {
    return [
      `The package registry ${registry} cannot be reached from here: is there a network?`,
      "Behind a proxy, set HTTPS_PROXY; with a registry of your own, `npm config set registry URL`.",
    ];
  }
  return ["Run this again; if it fails the same way, remove node_modules first."];
}

function checkNode24() {
  const tried = spawnSync(node24, ["--version"], { encoding: "utf8" });
  if (tried.status === 0) return;
  const reason = tried.error?.message ?? tried.stderr.trim();
  fail(`The installed Node 24 (${node24}) does not run here: ${reason}`, [
    "It needs a current Linux (glibc 2.28 or newer) or macOS. If node_modules came from another machine, remove it and run this again.",
  ]);
}

async function handOver(script) {
  const env = {
    ...process.env,
    PATH: `${join(root, "node_modules", ".bin")}:${process.env.PATH ?? ""}`,
    // Without this cache, half of a warm start would be compiling the same modules again.
    NODE_COMPILE_CACHE: join(root, "node_modules", ".cache", "node-compile"),
  };
  // The IPC channel shows the other process when this process ends, even if it is killed.
  const child = spawn(node24, [join(root, script), ...process.argv.slice(2)], {
    cwd: root,
    env,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  if (process.env.npm_lifecycle_event) disconnectWhenNpmIsGone(child);
  const code = await new Promise((resolve) => {
    child.once("error", (error) => fail(`Node 24 could not be started: ${error.message}`, []));
    child.once("exit", (exitCode, signal) => resolve(exitCode ?? (signal === "SIGINT" ? 130 : 1)));
  });
  process.exit(code);
}

/** npm passes signals on, but cannot pass on SIGKILL. After `kill -9` of npm, this process has another parent. */
function disconnectWhenNpmIsGone(child) {
  const npmPid = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npmPid) return;
    clearInterval(timer);
    if (child.connected) child.disconnect();
  }, 200);
  timer.unref();
}

function fail(what, whatToDo) {
  console.error(["", what, ...whatToDo, ""].join("\n"));
  process.exit(1);
}

function toGigabytes(bytes) {
  return (bytes / 1e9).toFixed(1);
}
