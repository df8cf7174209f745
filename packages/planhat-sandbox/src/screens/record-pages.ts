import { models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { html } from "hono/html";
import type { SandboxRecord } from "../world/make-record.ts";
import type { Tenant } from "../world/tenant.ts";
import type { Markup } from "./layout.ts";

const ROWS_SHOWN = 50;

const TITLE_FIELDS = ["name", "title", "subject", "action", "product", "email", "dimensionId"];

/** A page of a model's records, newest last. */
export function renderRecords(
  tenant: Tenant,
  model: ModelName,
  offset: number,
  removed?: string,
): Markup {
  const collection = tenant.collections[model];
  const query = { offset, limit: ROWS_SHOWN, companyIds: undefined, select: undefined };
  const sort = { field: "_id", isDescending: false };
  const rows = JSON.parse(collection.list({ ...query, sort })) as SandboxRecord[];
  const count = collection.count();
  const linkTo = (to: number): string => `/records/${model}?tenant=${tenant.key}&offset=${to}`;
  return html`<h1>${models[model].label}</h1>
    ${
      removed
        ? html`<p>Removed <code>${removed}</code>.</p>
            ${button(tenant, `/records/${model}/${removed}/restore`, "Restore record")}`
        : ""
    }
    <p>
      ${count === 0 ? "There are none." : `${offset + 1} to ${offset + rows.length} of ${count}`}
      <a class="button" href="/records/${model}/new?tenant=${tenant.key}">Add record</a>
    </p>
    <table>
      <thead>
        <tr>
          <th scope="col">_id</th>
          <th scope="col">What</th>
          <th scope="col">Changed</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              <td>
                <a href="/records/${model}/${row._id}?tenant=${tenant.key}"
                  ><code>${row._id}</code></a
                >
              </td>
              <td>${readTitle(row)}</td>
              <td>${readText(row["updatedAt"] ?? row["lastUpdated"])}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <nav aria-label="Pages">
      ${offset > 0 ? html`<a href="${linkTo(Math.max(0, offset - ROWS_SHOWN))}">Previous</a>` : ""}
      ${offset + rows.length < count ? html`<a href="${linkTo(offset + ROWS_SHOWN)}">Next</a>` : ""}
    </nav>`;
}

/** The form of one record. Without a record, the form of a new record. */
export function renderRecord(
  tenant: Tenant,
  model: ModelName,
  record: SandboxRecord | undefined,
): Markup {
  const { _id, ...fields } = record ?? { _id: "" };
  const action = record ? `/records/${model}/${_id}` : `/records/${model}`;
  return html`<p><a href="/records/${model}?tenant=${tenant.key}">${models[model].label}</a></p>
    <h1>${record ? readTitle(record) || _id : `New ${models[model].label}`}</h1>
    ${record ? html`<p><code>${_id}</code></p>` : ""}
    <form method="post" action="${action}">
      <input type="hidden" name="tenant" value="${tenant.key}" />
      <label for="fields">Fields, as JSON</label>
      <textarea id="fields" name="fields" rows="24" style="max-width:100%;font-family:monospace">
${JSON.stringify(fields, null, 2)}</textarea>
      <p><button class="main">Save record</button></p>
    </form>
    ${
      record
        ? html`${renderArchiving(tenant, model, record, action)}
          ${button(tenant, `${action}/remove`, "Remove record")}`
        : ""
    }`;
}

function renderArchiving(
  tenant: Tenant,
  model: ModelName,
  record: SandboxRecord,
  action: string,
): Markup | string {
  const flag = models[model].archivedFilter;
  if (flag === undefined) return "";
  return record[flag] === true
    ? button(tenant, `${action}/unarchive`, "Unarchive record")
    : button(tenant, `${action}/archive`, "Archive record");
}

function button(tenant: Tenant, action: string, text: string): Markup {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="tenant" value="${tenant.key}" />
    <button>${text}</button>
  </form>`;
}

function readTitle(record: SandboxRecord): string {
  const field = TITLE_FIELDS.find((name) => typeof record[name] === "string" && record[name]);
  return field ? readText(record[field]) : "";
}

function readText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
