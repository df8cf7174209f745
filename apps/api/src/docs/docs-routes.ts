/** The API's documentation. All files come from this server: no script, font or call goes elsewhere. */
import { randomUUID } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorCodes } from "@churned/domain/shared";
import type { Hono } from "hono";
import { html } from "hono/html";
import type { ApiContext } from "../http/api-context.ts";
import { errorStatus } from "../http/error-status.ts";
import { problemWords, slugOf } from "../http/problem.ts";
import { answerFile, openFile } from "../http/static-file.ts";
import { renderOpenApi } from "./openapi.ts";

// The package has one file that works without a bundler. Its exports do not name this file.
const scalarFile = join(
  dirname(fileURLToPath(import.meta.resolve("@scalar/api-reference"))),
  "browser/standalone.js",
);

/** Scalar gives the nonce of the page only to its first style element. This script gives it to the others. */
const nonceScript = `const { content } = document.querySelector("meta[property=csp-nonce]");
const create = document.createElement.bind(document);
document.createElement = (name, options) => {
  const element = create(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = content;
  return element;
};
`;

const startScript = `Scalar.createApiReference("#reference", {
  url: "/openapi.json",
  telemetry: false,
  withDefaultFonts: false,
  showDeveloperTools: "never",
  hideClientButton: true,
  agent: { disabled: true },
  mcp: { disabled: true },
});
`;

/** Mounts `/openapi.json`, `/docs` for readers, and `/problems/…`: the meaning of each error and what to do. */
export function mountDocs(app: Hono<ApiContext>, appUrl: string): void {
  let document: ReturnType<typeof renderOpenApi> | undefined;
  app.get("/openapi.json", (c) => {
    document ??= renderOpenApi(appUrl);
    return c.json(document);
  });

  app.get("/docs", (c) => {
    const nonce = randomUUID();
    c.set("styleNonce", nonce);
    return c.html(
      html`<!doctype html>
        <html lang="en">
          <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <meta property="csp-nonce" content="${nonce}" />
            <title>Churned Connect API</title>
          </head>
          <body>
            <div id="reference"></div>
            <script src="/docs/nonce.js"></script>
            <script src="/docs/reference.js"></script>
            <script src="/docs/start.js"></script>
          </body>
        </html>`,
    );
  });
  app.get("/docs/reference.js", async (c) => answerFile(c, await openFile(scalarFile), "a day"));
  for (const [path, script] of [
    ["/docs/nonce.js", nonceScript],
    ["/docs/start.js", startScript],
  ] as const)
    app.get(path, (c) => c.body(script, 200, { "Content-Type": "text/javascript; charset=utf-8" }));

  for (const code of errorCodes) {
    const { title, remedy } = problemWords[code];
    app.get(`/problems/${slugOf(code)}`, (c) =>
      c.html(
        html`<!doctype html>
          <html lang="en">
            <head>
              <meta charset="utf-8" />
              <meta name="viewport" content="width=device-width, initial-scale=1" />
              <title>${code}: ${title}</title>
            </head>
            <body>
              <h1>${title}</h1>
              <p><code>${code}</code>, HTTP status ${errorStatus[code]}</p>
              <p>${remedy}</p>
            </body>
          </html>`,
      ),
    );
  }
}
