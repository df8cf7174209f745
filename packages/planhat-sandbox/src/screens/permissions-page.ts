import { modelNames, models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { html } from "hono/html";
import type { Account } from "../accounts/accounts.ts";
import { actions } from "../accounts/permissions.ts";
import type { Owner } from "../world/owners.ts";
import type { Markup } from "./layout.ts";

/** The PERMISSIONS tab. `isSaved` is true in the answer to its form. */
export function renderPermissions(
  account: Account,
  owners: readonly Owner[],
  isSaved: boolean,
): Markup {
  return html`${isSaved ? html`<p role="status">Permissions saved.</p>` : ""}
    <form method="post" action="/service-accounts/${account.id}/permissions">
      <label for="portfolio">Portfolio filter</label>
      <select id="portfolio" name="portfolio">
        <option value="">All companies</option>
        ${owners.map(
          ({ id, name }) =>
            html`<option value="${id}" ${id === account.portfolioOwner ? "selected" : ""}>
              Only companies of ${name}
            </option>`,
        )}
      </select>
      <table>
        <thead>
          <tr>
            <th scope="col">Model</th>
            ${actions.map((action) => html`<th scope="col">${capitalize(action)}</th>`)}
            <th scope="col">Hidden fields</th>
          </tr>
        </thead>
        <tbody>
          ${modelNames.map(
            (name) =>
              html`<tr>
                <th scope="row">${models[name].label}</th>
                ${actions.map(
                  (action) =>
                    html`<td>
                      <input
                        type="checkbox"
                        name="permission"
                        value="${name}.${action}"
                        aria-label="${models[name].label} ${capitalize(action)}"
                        ${account.permissions.has(`${name}.${action}`) ? "checked" : ""}
                      />
                    </td>`,
                )}
                <td>
                  <input
                    name="hidden.${name}"
                    aria-label="${models[name].label} hidden fields"
                    value="${readHidden(account, name).join(", ")}"
                  />
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
      <button class="main">Save permissions</button>
    </form>`;
}

/** The fields to hide, as the sent form names them. */
export function readHiddenFields(form: FormData): string[] {
  return modelNames.flatMap((name) => {
    const value = form.get(`hidden.${name}`);
    const fields = typeof value === "string" ? value.split(",") : [];
    return fields
      .map((field) => field.trim())
      .filter(Boolean)
      .map((field) => `${name}.${field}`);
  });
}

function readHidden(account: Account, model: ModelName): string[] {
  const prefix = `${model}.`;
  return account.hiddenFields
    .filter((field) => field.startsWith(prefix))
    .map((field) => field.slice(prefix.length));
}

function capitalize(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
