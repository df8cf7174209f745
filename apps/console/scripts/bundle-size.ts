/**
 * Prints the gzipped size of the JavaScript that two pages need before they are shown whole: the connect page, and the
 * overview with its charts. Fails if a size is above its budget. Counts the static imports of the entry and of the
 * page's files in Vite's manifest.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const pages = [
  {
    name: "Connect page, first load",
    budgetBytes: 70_000,
    files: ["src/pages/customer/connect/connect.tsx"],
  },
  {
    name: "Overview with its charts, first load",
    budgetBytes: 150_000,
    files: ["src/pages/operator/overview/overview.tsx", "src/ui/chart/draw-chart.ts"],
  },
] as const;
const distUrl = new URL("../dist/", import.meta.url);

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

/** Prints a page's files with their sizes. Returns whether the page is within its budget. */
function isWithinBudget(page: (typeof pages)[number]): boolean {
  const seen = new Map<string, string>();
  for (const name of ["index.html", ...page.files]) collectFiles(name, seen);
  // The HTML page loads these scripts; they are not in the manifest.
  const files = [...seen.values(), "first-load.js", "theme.js"];
  let totalBytes = 0;
  for (const file of files) {
    const bytes = gzipSync(readFileSync(new URL(file, distUrl)), { level: 9 }).length;
    totalBytes += bytes;
    console.log(`  ${(bytes / 1000).toFixed(1).padStart(6)} kB  ${file}`);
  }
  const isWithin = totalBytes <= page.budgetBytes;
  console.log(
    `${page.name}: ${(totalBytes / 1000).toFixed(1)} kB of JavaScript gzipped ` +
      `(budget ${page.budgetBytes / 1000} kB): ${isWithin ? "within" : "OVER"}.`,
  );
  return isWithin;
}

if (!pages.map(isWithinBudget).every(Boolean)) process.exit(1);
