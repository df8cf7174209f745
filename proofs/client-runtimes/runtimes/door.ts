/**
 * One address for all requests of a runtime. It serves the sandbox behind `/sandbox`, because a browser page may call
 * only its own origin. It also serves faulty answers, and for browsers the page and the built package.
 */

import { readFileSync } from "node:fs";
import { createServer, request as ask } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";

export type Door = AsyncDisposable & {
  readonly url: string;
  /** The results that a browser page or its worker sends. */
  readonly happened: (who: "page" | "worker") => Promise<unknown>;
};

/** `folder` contains the scripts of this folder, and the package in its node_modules. */
export async function openDoor(folder: string, sandboxUrl: string, token: string): Promise<Door> {
  const told = { page: Promise.withResolvers<unknown>(), worker: Promise.withResolvers<unknown>() };
  // Each caller uses a separate path, because a page and its worker make requests at the same time.
  const failedOnce = new Set<string>();
  const wrong: Readonly<Record<string, (response: ServerResponse, path: string) => void>> = {
    "/silent/": () => {},
    "/half/": (response) => response.write("["),
    "/cut/": (response) => response.end('[{"_id":"a"},{"_i'),
    "/moved/": (response) => response.writeHead(302, { location: "/sandbox/companies" }).end(),
    "/shaky/": (response, path) => {
      response.writeHead(failedOnce.has(path) ? 200 : 503).end("[{}]");
      failedOnce.add(path);
    },
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://door").pathname;
    const fault = Object.keys(wrong).find((start) => path.startsWith(start));
    if (fault !== undefined) wrong[fault]?.(response, path);
    else if (path.startsWith("/sandbox/")) pass(request, response, sandboxUrl);
    else if (path === "/happened/page") void readJson(request).then(told.page.resolve);
    else if (path === "/happened/worker") void readJson(request).then(told.worker.resolve);
    else if (path === "/") {
      response.setHeader("content-type", "text/html");
      response.end(
        `<script type="module" src="/page.mjs?token=${encodeURIComponent(token)}"></script>`,
      );
    } else serve(folder, path, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    happened: (who) => told[who].promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pass(request: IncomingMessage, response: ServerResponse, sandboxUrl: string): void {
  const target = sandboxUrl + (request.url ?? "").slice("/sandbox".length);
  const onwards = ask(target, { headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onwards.on("error", () => response.destroy());
  onwards.end();
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function serve(folder: string, path: string, response: ServerResponse): void {
  try {
    const file = readFileSync(join(folder, path.replaceAll("..", "")));
    response.setHeader("content-type", "text/javascript");
    response.end(file);
  } catch {
    response.writeHead(404).end();
  }
}
