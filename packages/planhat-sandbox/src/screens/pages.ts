import { modelNames, models } from "@churned/planhat-client/models";
import { html, raw } from "hono/html";
import type { Account } from "../accounts/accounts.ts";
import { roles } from "../accounts/permissions.ts";
import { readyTokens } from "../ready-tokens.ts";
import type { ReadyToken } from "../ready-tokens.ts";
import type { LoggedRequest } from "../request-log.ts";
import type { Tenant } from "../world/tenant.ts";
import type { Markup } from "./layout.ts";

export function renderHome(tenant: Tenant, baseUrl: string): Markup {
  return html`<h1>${tenant.name}</h1>
    <p>This tenant's API: <code>${baseUrl}</code></p>
    <p class="quiet">
      Service accounts and their tokens are in the menu behind the avatar, top right.
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">Model</th>
          <th scope="col">Records</th>
        </tr>
      </thead>
      <tbody>
        ${modelNames.map(
          (name) =>
            html`<tr>
              <td><a href="/records/${name}?tenant=${tenant.key}">${models[name].label}</a></td>
              <td>${tenant.collections[name].count()}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <h2>Ready tokens</h2>
    <p class="quiet">Each makes a service account of its own, and a token that is shown once.</p>
    <table>
      <tbody>
        ${Object.entries(readyTokens).map(
          ([name, meaning]) =>
            html`<tr>
              <td>${meaning}</td>
              <td>
                <form method="post" action="/ready-tokens/${name}">
                  <button>Make ${name}</button>
                </form>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

/** The page of a token that was just made for a situation. */
export function renderReadyToken(made: ReadyToken, baseUrl: string): Markup {
  return html`<h1>Token: ${made.name}</h1>
    <p>This token ${readyTokens[made.name]}. Its API: <code>${baseUrl}</code></p>
    ${renderNewToken(made.token)}
    <p><a href="/service-accounts/${made.accountId}/info">Its service account</a></p>`;
}

export function renderAccountList(tenant: Tenant, accounts: readonly Account[]): Markup {
  return html`<h1>Service Accounts</h1>
    <p>
      <a class="button main" href="/service-accounts/new?tenant=${tenant.key}">Add New</a>
    </p>
    ${accounts.length === 0 ? html`<p class="quiet">There are none yet.</p>` : ""}
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">State</th>
          <th scope="col">Tokens</th>
        </tr>
      </thead>
      <tbody>
        ${accounts.map(
          (account) =>
            html`<tr>
              <td><a href="/service-accounts/${account.id}/info">${account.name}</a></td>
              <td>${account.isPaused ? "Paused" : "Active"}</td>
              <td>${account.tokens.length}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
}

export function renderNewAccount(tenant: Tenant, accounts: readonly Account[]): Markup {
  return html`<h1>New service account</h1>
    <form method="post" action="/service-accounts">
      <input type="hidden" name="tenant" value="${tenant.key}" />
      <label for="name">Name</label>
      <input id="name" name="name" required maxlength="100" autocomplete="off" />
      <label for="copy">Copy permissions from</label>
      <select id="copy" name="copy">
        <option value="scratch">From scratch</option>
        ${roles.map((role) => html`<option value="role:${role.key}">Role: ${role.name}</option>`)}
        ${accounts.map((account) => html`<option value="account:${account.id}">${account.name}</option>`)}
      </select>
      <p><button class="main">Create</button></p>
    </form>`;
}

/** The tabs of one account. */
export type Tab = "info" | "permissions" | "logs";

const tabs: readonly Tab[] = ["info", "permissions", "logs"];

/** The page of an account, with the body of one of its tabs. */
export function renderAccount(account: Account, current: Tab, body: Markup): Markup {
  return html`<p><a href="/service-accounts?tenant=${account.tenant}">Service Accounts</a></p>
    <h1>${account.name}</h1>
    ${account.isPaused ? html`<p role="status">Paused: its tokens are not accepted.</p>` : ""}
    <nav class="tabs" aria-label="Tabs">
      ${tabs.map(
        (tab) =>
          html`<a
            href="/service-accounts/${account.id}/${tab}"
            ${tab === current ? raw('aria-current="page"') : ""}
            >${tab.toUpperCase()}</a
          >`,
      )}
    </nav>
    ${body}`;
}

/** The INFO tab. `newToken` is set only in the answer to the button that generates a token. */
export function renderInfo(account: Account, baseUrl: string, newToken?: string): Markup {
  const base = `/service-accounts/${account.id}`;
  return html`<form method="post" action="${base}/description">
      <label for="description">Description</label>
      <textarea id="description" name="description" rows="2">${account.description}</textarea>
      <p><button>Save description</button></p>
    </form>
    <h2>API access token</h2>
    <p class="quiet">For <code>${baseUrl}</code>. A token is shown once.</p>
    ${newToken === undefined ? "" : renderNewToken(newToken)}
    <form method="post" action="${base}/tokens">
      <button class="main">Generate New Token</button>
    </form>
    ${account.tokens.map(
      (token) =>
        html`<form method="post" action="${base}/tokens/${token.id}/remove">
          <code>…${token.lastFour}</code>
          <span class="quiet">made ${formatTime(token.createdAt)}</span>
          <button aria-label="Remove token …${token.lastFour}">Remove</button>
        </form>`,
    )}
    <h2>Account</h2>
    <form method="post" action="${base}/${account.isPaused ? "resume" : "pause"}">
      <button>${account.isPaused ? "Unpause account" : "Pause account"}</button>
    </form>
    <form method="post" action="${base}/remove"><button>Remove account</button></form>`;
}

const copyScript = `
const button = document.getElementById("copy-token");
button.addEventListener("click", async () => {
  const shown = document.getElementById("new-token");
  try { await navigator.clipboard.writeText(shown.textContent); }
  catch { getSelection().selectAllChildren(shown); document.execCommand("copy"); }
  document.getElementById("copied").textContent = "Copied";
});`;

function renderNewToken(token: string): Markup {
  // The element is on one line, because a person would copy white space in it together with the token.
  return html`<div class="token">
    <strong>Copy it now. It will not be shown again.</strong>
    <code id="new-token" data-testid="new-token">${token}</code>
    <button type="button" id="copy-token" class="main">Copy</button>
    <span id="copied" role="status"></span>
    <script>
      ${raw(copyScript)};
    </script>
  </div>`;
}

export function renderLogs(requests: readonly LoggedRequest[]): Markup {
  if (requests.length === 0) return html`<p class="quiet">No requests yet.</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Time</th>
        <th scope="col">Method</th>
        <th scope="col">Path</th>
        <th scope="col">Status</th>
      </tr>
    </thead>
    <tbody>
      ${requests.map(
        (request) =>
          html`<tr>
            <td>${formatTime(request.at)}</td>
            <td>${request.method}</td>
            <td><code>${request.path}</code></td>
            <td>${request.status || "dropped"}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function formatTime(at: number): string {
  return new Date(at).toISOString().replace("T", " ").slice(0, 19);
}
