/**
 * Prints the gzipped size of the JavaScript that the connect page needs before it is shown. Fails if the size is
 * above the budget. Counts the static imports of the entry and of the page in Vite's manifest.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budgetBytes = 70_000;
const distUrl = new URL("../dist/", import.meta.url);
const firstLoads = ["index.html", "src/pages/customer/connect/connect.tsx"];

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const manifest = JSON.parse(
  readFileSync(new URL(".vite/manifest.json", distUrl), "utf8"),
) as Record<string, Chunk>;

function collectFiles(name: string, seen: Map<string, string>): void {
  const chunk = manifest[name];
  if (chunk === undefined) throw new Error(`The manifest has no ${name}.`);
  if (seen.has(name)) return;
  seen.set(name, chunk.file);
  for (const imported of chunk.imports ?? []) collectFiles(imported, seen);
}

const seen = new Map<string, string>();
for (const name of firstLoads) collectFiles(name, seen);
// The HTML page loads these scripts; they are not in the manifest.
const files = [...seen.values(), "first-load.js", "theme.js"];

let totalBytes = 0;
for (const file of files) {
  const bytes = gzipSync(readFileSync(new URL(file, distUrl)), { level: 9 }).length;
  totalBytes += bytes;
  console.log(`  ${(bytes / 1000).toFixed(1).padStart(6)} kB  ${file}`);
}

const isWithin = totalBytes <= budgetBytes;
console.log(
  `Connect page, first load: ${(totalBytes / 1000).toFixed(1)} kB of JavaScript gzipped ` +
    `(budget ${budgetBytes / 1000} kB): ${isWithin ? "within" : "OVER"}.`,
);
if (!isWithin) process.exit(1);
