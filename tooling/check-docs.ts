// Checks the references in documents. Every relative link, every heading that a link names, and every repository path
// in backticks must exist. No document may mention one particular machine.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { rootFolder } from "./launch/settings.ts";

const notOurs = new Set(["node_modules", "dist", ".git", ".data", ".turbo", ".cache"]);
const machinePaths = /(?:^|[\s`"'(=])(\/(?:work|root|home|Users)\/[\w./-]+)/g;
const registryHosts = /\b(registry\.[\w-]+(?:\.[\w-]+)+|[\w.-]+\.pkg\.dev)\b/g;
/** A path from the repository's root: `apps/api/src/main.ts`, `docs/adr/`. Patterns and placeholders do not count. */
const citedPaths = /`((?:apps|packages|tooling|e2e|proofs|docs|\.ci)\/[^`\s*<>{}…$]+)`/g;
const links = /\[[^\]]*\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g;

const problems = listDocuments("").flatMap(checkDocument).concat(checkLockfile());
for (const problem of problems) console.error(problem);
console.log(`${problems.length} problems in ${listDocuments("").length} documents`);
process.exitCode = problems.length > 0 ? 1 : 0;

function checkDocument(file: string): string[] {
  const text = readFileSync(join(rootFolder, file), "utf8");
  const prose = text.replaceAll(/```[\s\S]*?```/g, (block) => block.replaceAll(/[^\n]/g, " "));
  return [
    ...findAll(prose, links).flatMap((hit) => checkLink(file, hit)),
    ...findAll(prose, citedPaths)
      .filter(({ value }) => !existsSync(join(rootFolder, value.replace(/:\d+$/, ""))))
      .map(({ value, line }) => `${file}:${line}: cites ${value}, which is not there`),
    ...findAll(text, machinePaths).map(
      (hit) => `${file}:${hit.line}: a path of one machine: ${hit.value}`,
    ),
    ...findAll(text, registryHosts).map(
      (hit) => `${file}:${hit.line}: a registry's host: ${hit.value}`,
    ),
  ];
}

function checkLink(file: string, { value, line }: Hit): string[] {
  if (/^[a-z][a-z+.-]*:/i.test(value)) return [];
  const [path = "", anchor] = value.split("#");
  const target = path === "" ? file : join(dirname(file), decodeURIComponent(path));
  if (!existsSync(join(rootFolder, target))) {
    return [`${file}:${line}: links to ${value}, which is not there`];
  }
  if (anchor === undefined || !target.endsWith(".md")) return [];
  const isFound = listAnchors(readFileSync(join(rootFolder, target), "utf8")).includes(anchor);
  return isFound ? [] : [`${file}:${line}: links to ${value}, and there is no such heading`];
}

/** Headings as GitHub spells their anchors. */
function listAnchors(text: string): string[] {
  return findAll(text, /^#{1,6}\s+(.+)$/gm).map(({ value }) =>
    value
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-"),
  );
}

/** A lockfile with host names can be installed only where these hosts are reachable. */
function checkLockfile(): string[] {
  const lockfile = readFileSync(join(rootFolder, "pnpm-lock.yaml"), "utf8");
  return findAll(lockfile, /(tarball: \S+)/g).map(
    ({ value, line }) => `pnpm-lock.yaml:${line}: names a host: ${value}`,
  );
}

type Hit = { readonly value: string; readonly line: number };

function findAll(text: string, pattern: RegExp): Hit[] {
  return [...text.matchAll(pattern)].map((match) => ({
    value: match[1] ?? "",
    line: text.slice(0, match.index).split("\n").length,
  }));
}

function listDocuments(folder: string): string[] {
  return readdirSync(join(rootFolder, folder), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return listDocuments(path);
    return entry.isFile() && entry.name.endsWith(".md") ? [relative("", path)] : [];
  });
}
