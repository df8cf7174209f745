import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { notFound } from "@churned/domain/shared";
import type { Hono } from "hono";
import type { ApiContext } from "./http/api-context.ts";
import { answerFile, openFile } from "./http/static-file.ts";

const notBuilt =
  "The console is not built yet. Build it with: pnpm --filter @churned/console build\n";

/**
 * Serves the built console. The exact name of a file gives the file. Every other address gives the HTML page, because
 * the console's own router reads the address. A path of the API never gives the HTML page.
 */
export function mountConsole(app: Hono<ApiContext>, folder: string): void {
  const findPath = createFinder(folder);
  for (const prefix of ["/v1/*", "/api/*", "/problems/*", "/docs/*", "/metrics"])
    app.all(prefix, () => {
      throw notFound("call");
    });
  app.get("*", async (c) => {
    const name = c.req.path.slice(1);
    const path = name === "" ? undefined : await findPath(name);
    if (path !== undefined) {
      const isHashed = name.startsWith("assets/");
      return answerFile(c, await openFile(path), isHashed ? "forever" : "while unchanged");
    }
    if (name.startsWith("assets/")) throw notFound("file");
    const page = await findPath("index.html");
    if (page === undefined) return c.text(notBuilt, 503);
    return answerFile(c, await openFile(page), "never");
  });
  app.all("*", () => {
    throw notFound("call");
  });
}

/** Finds a file in a list of the existing files. So a name with `..` finds nothing. */
function createFinder(folder: string): (name: string) => Promise<string | undefined> {
  let names: ReadonlySet<string> | undefined;
  return async (name) => {
    names ??= await listFiles(folder);
    return names?.has(name) === true ? join(folder, name) : undefined;
  };
}

/** Undefined while the console is not built. A later build is found. */
async function listFiles(folder: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"));
    return names.includes("index.html") ? new Set(names) : undefined;
  } catch {
    return undefined;
  }
}
