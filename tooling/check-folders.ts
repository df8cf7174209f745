// Checks that imports between folders go in one direction: if folder A imports from folder B, B does not import from
// A, directly or indirectly. This rule applies at every depth, in every package. Prints each circle with the imports
// that close it, and each forbidden import. Exits non-zero if there are any.

import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { parseSync } from "oxc-parser";
import { rootFolder } from "./launch/settings.ts";

type Import = { readonly from: string; readonly specifier: string; readonly target?: string };
/** An import between two folders of the same parent folder. One source file is kept as an example. */
type Edge = { readonly from: string; readonly to: string; readonly by: string };

/**
 * Imports that a folder must not have. `never` names folders of the same package, or other packages. A named folder
 * includes everything in it.
 */
const refusals = [
  {
    folder: "apps/console/src/ui",
    never: ["api", "live", "shell", "pages", "@solidjs/router", "@tanstack/solid-query"],
    because: "ui knows neither the router nor the API",
  },
  {
    folder: "apps/console/src/pages/customer",
    never: ["pages/operator"],
    because: "what both show lies in pages/shared",
  },
  {
    folder: "apps/console/src/pages/operator",
    never: ["pages/customer"],
    because: "what both show lies in pages/shared",
  },
];

const sources = globSync("{apps,packages}/*/src", { cwd: rootFolder }).toSorted();
let failures = 0;
for (const source of sources) {
  const imports = readImports(source);
  for (const circle of findCircles(listEdges(imports))) {
    failures += 1;
    console.error(`${source}: ${circle.map(({ from }) => from).join(" → ")} → ${circle[0]?.from}`);
    for (const { by } of circle) console.error(`  ${by}`);
  }
  for (const { folder, never, because } of refusals) {
    for (const { from, specifier, target = specifier } of imports) {
      if (!isIn(join(source, from), folder) || !never.some((one) => isIn(target, one))) continue;
      failures += 1;
      console.error(`${source}: ${from} imports ${target}: ${because}`);
    }
  }
}
console.log(`${failures} circles and refused imports in the folders of ${sources.length} packages`);
process.exitCode = failures > 0 ? 1 : 0;

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** All imports between source files of a package, without its tests. */
function readImports(source: string): Import[] {
  const folder = join(rootFolder, source);
  return globSync("**/*.{ts,tsx}", { cwd: folder })
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .flatMap((from) =>
      listSpecifiers(join(folder, from)).map((specifier) => {
        const target = normalize(join(dirname(from), specifier));
        return specifier.startsWith(".") && existsSync(join(folder, target))
          ? { from, specifier, target }
          : { from, specifier };
      }),
    );
}

function listSpecifiers(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const { module } = parseSync(file, text);
  const imported = module.staticImports.map(({ moduleRequest }) => moduleRequest.value);
  const exported = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
  );
  const later = module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
    text.slice(start + 1, end - 1),
  );
  return [...imported, ...exported, ...later];
}

/**
 * A file directly in a folder combines the subfolders beside it and may import all of them. So its imports do not
 * count.
 */
function listEdges(imports: readonly Import[]): Edge[] {
  const edges = new Map<string, Edge>();
  for (const { from, target } of imports) {
    if (target === undefined || target.startsWith("..")) continue;
    const [here, there] = [from.split("/"), target.split("/")];
    const depth = here.findIndex((part, place) => part !== there[place]);
    if (depth < 0 || here.length === depth + 1 || there.length === depth + 1) continue;
    const edge = {
      from: here.slice(0, depth + 1).join("/"),
      to: there.slice(0, depth + 1).join("/"),
      by: `${from} imports ${target}`,
    };
    const key = `${edge.from} ${edge.to}`;
    if (!edges.has(key)) edges.set(key, edge);
  }
  return [...edges.values()];
}

/** Finds one circle for each folder that can reach itself, and lists each circle once. */
function findCircles(edges: readonly Edge[]): Edge[][] {
  const found = new Map<string, Edge[]>();
  for (const start of new Set(edges.map(({ from }) => from))) {
    const circle = findWay(edges, start, start, new Set());
    if (circle === undefined) continue;
    const key = circle
      .map(({ from }) => from)
      .toSorted()
      .join(" ");
    if (!found.has(key)) found.set(key, circle);
  }
  return [...found.values()];
}

/** The chain of imports from `at` back to `goal`. */
function findWay(
  edges: readonly Edge[],
  at: string,
  goal: string,
  seen: Set<string>,
): Edge[] | undefined {
  seen.add(at);
  for (const edge of edges) {
    if (edge.from !== at) continue;
    if (edge.to === goal) return [edge];
    const rest = seen.has(edge.to) ? undefined : findWay(edges, edge.to, goal, seen);
    if (rest !== undefined) return [edge, ...rest];
  }
  return undefined;
}
