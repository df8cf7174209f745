// Folders of a package import one another in one direction: no folder is imported by one that it imports, however far
// around. Prints each circle with the imports that close it, and exits non-zero where there is one.

import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { parseSync } from "oxc-parser";
import { rootFolder } from "./launch/settings.ts";

/** Packages whose folders are checked. A file outside of any folder puts the folders together, and may import all. */
const packages = ["packages/db", "packages/domain", "packages/services"];

type Imports = Map<string, { readonly to: string; readonly by: string }[]>;

const circles = packages.flatMap((name) =>
  findCircles(readImports(name)).map((circle) => ({ name, circle })),
);
for (const { name, circle } of circles) {
  console.error(
    `${name}: ${circle.map(({ folder }) => folder).join(" → ")} → ${circle[0]?.folder}`,
  );
  for (const { by } of circle) console.error(`  ${by}`);
}
console.log(`${circles.length} circles among the folders of ${packages.length} packages`);
process.exitCode = circles.length > 0 ? 1 : 0;

/** Which folder imports which, with one import for each pair as the example. */
function readImports(name: string): Imports {
  const source = join(rootFolder, name, "src");
  const imports: Imports = new Map();
  for (const file of globSync("*/**/*.ts", { cwd: source })) {
    if (file.endsWith(".test.ts")) continue;
    const from = folderOf(file);
    for (const specifier of listSpecifiers(join(source, file))) {
      const target = relative(source, normalize(join(source, dirname(file), specifier)));
      const to = folderOf(target);
      if (to === from || target.startsWith("..") || !existsSync(join(source, target))) continue;
      const known = imports.get(from) ?? [];
      imports.set(from, known);
      if (!known.some((one) => one.to === to)) known.push({ to, by: `${file} imports ${target}` });
    }
  }
  return imports;
}

function folderOf(file: string): string {
  return file.includes("/") ? (file.split("/")[0] ?? "") : "";
}

function listSpecifiers(file: string): string[] {
  const { module } = parseSync(file, readFileSync(file, "utf8"));
  const imported = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  );
  return [...imported, ...exported].filter((specifier) => specifier.startsWith("."));
}

/** One circle for each folder that can be reached from itself, each circle once. */
function findCircles(imports: Imports): { folder: string; by: string }[][] {
  const found = new Map<string, { folder: string; by: string }[]>();
  for (const start of imports.keys()) {
    const circle = walk(imports, start, start, new Set());
    if (circle === undefined) continue;
    const key = circle
      .map(({ folder }) => folder)
      .toSorted()
      .join(" ");
    if (!found.has(key)) found.set(key, circle);
  }
  return [...found.values()];
}

/** The way from `at` back to `goal`. */
function walk(
  imports: Imports,
  at: string,
  goal: string,
  seen: Set<string>,
): { folder: string; by: string }[] | undefined {
  seen.add(at);
  for (const { to, by } of imports.get(at) ?? []) {
    if (to === goal) return [{ folder: at, by }];
    const rest = seen.has(to) ? undefined : walk(imports, to, goal, seen);
    if (rest !== undefined) return [{ folder: at, by }, ...rest];
  }
  return undefined;
}
