import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import type { Tenant } from "../world/tenant.ts";

/** A part of a page. `html` escapes the values in the markup. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

const styles = `
:root { color-scheme: light dark; --line: light-dark(#d9dde3, #3a3f47); --soft: light-dark(#f4f6f8, #1d2025);
  --ink: light-dark(#1c2430, #e6e9ee); --quiet: light-dark(#5b6675, #9aa4b2); --accent: light-dark(#0b5cad, #7db8f5); }
* { box-sizing: border-box; }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #14161a); }
.notice { background: #7a4b00; color: #fff; padding: 4px 20px; font-size: 13px; }
header { display: flex; align-items: center; gap: 16px; padding: 10px 20px; border-bottom: 1px solid var(--line); }
header .where { flex: 1; font-weight: 600; }
main { max-width: 900px; margin: 24px auto; padding: 0 20px; }
a { color: var(--accent); }
details { position: relative; }
summary { cursor: pointer; list-style: none; width: 34px; height: 34px; border-radius: 50%; background: var(--accent);
  color: light-dark(#fff, #14161a); display: grid; place-items: center; font-weight: 600; }
details nav { position: absolute; right: 0; top: 40px; background: var(--soft); border: 1px solid var(--line);
  border-radius: 6px; padding: 8px; min-width: 190px; display: grid; gap: 4px; z-index: 1; }
table { border-collapse: collapse; width: 100%; margin: 12px 0; }
th, td { text-align: left; padding: 6px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 500; }
.tabs { display: flex; gap: 20px; border-bottom: 1px solid var(--line); margin: 16px 0; }
.tabs a { padding: 6px 0; text-decoration: none; color: var(--quiet); border-bottom: 2px solid transparent; }
.tabs a[aria-current] { color: var(--ink); border-color: var(--accent); }
label { display: block; margin: 12px 0 4px; font-weight: 500; }
input:not([type=checkbox]), select, textarea { font: inherit; width: 100%; max-width: 420px; padding: 6px 8px;
  border: 1px solid var(--line); border-radius: 6px; background: var(--soft); color: inherit; }
button, .button { font: inherit; padding: 6px 14px; border: 1px solid var(--line); border-radius: 6px; cursor: pointer;
  background: var(--soft); color: var(--ink); text-decoration: none; display: inline-block; margin: 8px 8px 8px 0; }
button.main, .button.main { background: var(--accent); color: light-dark(#fff, #14161a); border-color: var(--accent); }
.token { border: 1px solid var(--accent); border-radius: 6px; padding: 12px; margin: 12px 0; }
.token code { word-break: break-all; display: block; margin: 8px 0; }
.quiet { color: var(--quiet); }
`;

/** A whole page, with a notice that the page belongs to the sandbox. */
export function renderPage(page: {
  readonly title: string;
  readonly tenant: Tenant;
  readonly tenants: readonly Tenant[];
  readonly body: Markup;
}): Markup {
  const { title, tenant, tenants } = page;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · Planhat sandbox</title>
        <link rel="icon" href="data:," />
        <style>
          ${raw(styles)}
        </style>
      </head>
      <body>
        <div class="notice">
          Planhat sandbox: a stand-in for tests and demos, not Planhat. All data is invented.
        </div>
        <header>
          <span class="where">${tenant.name}</span>
          <details>
            <summary aria-label="Account menu">${tenant.name.slice(0, 1)}</summary>
            <nav aria-label="Account">
              <a href="/service-accounts?tenant=${tenant.key}">Service Accounts</a>
              <a href="/faults?tenant=${tenant.key}">Faults</a>
              ${tenants
                .filter((other) => other !== tenant)
                .map((other) => html`<a href="/?tenant=${other.key}">Switch to ${other.name}</a>`)}
            </nav>
          </details>
        </header>
        <main>${page.body}</main>
      </body>
    </html>`;
}
