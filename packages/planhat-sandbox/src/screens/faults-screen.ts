import { modelNames, models } from "@churned/planhat-client/models";
import type { Context, Hono } from "hono";
import { html } from "hono/html";
import { faultKindNames, faultKinds, faultSchema } from "../fault-kinds.ts";
import type { Fault } from "../fault-kinds.ts";
import type { World } from "../world.ts";
import type { Markup } from "./layout.ts";

const numberFields = [
  ["status", "Status (status, down, firewall)"],
  ["delayMs", "Delay in ms (slow, drip)"],
  ["retryAfterSeconds", "Retry-After in seconds (throttled)"],
  ["rows", "Rows (duplicated_rows, missing_rows)"],
  ["share", "Share of requests, 0 to 1"],
  ["forMs", "For how many ms"],
  ["after", "Not the first so many requests"],
  ["times", "At most so many strikes"],
] as const;

/** The screen with a form to set and end faults. */
export function addFaultScreen(
  app: Hono,
  world: World,
  show: (c: Context, body: Markup) => Response | Promise<Response>,
): void {
  app.get("/faults", (c) => show(c, renderFaults(world.faults.list(), world.hosts)));
  app.post("/faults", async (c) => {
    const parsed = faultSchema.safeParse(readFault(await c.req.formData()));
    if (!parsed.success) return c.text("This is no fault.", 400);
    world.faults.add(parsed.data);
    return c.redirect("/faults", 303);
  });
  app.post("/faults/clear", (c) => {
    world.faults.clear();
    return c.redirect("/faults", 303);
  });
  app.post("/faults/:place/remove", (c) => {
    world.faults.removeAt(Number(c.req.param("place")));
    return c.redirect("/faults", 303);
  });
}

/** The fields of a form that were filled in. */
function readFault(form: FormData): Record<string, unknown> {
  const filled = [...form].filter(([, value]) => value !== "");
  return Object.fromEntries(
    filled.map(([name, value]) => [
      name,
      numberFields.some(([field]) => field === name) ? Number(value) : value,
    ]),
  );
}

function renderFaults(faults: readonly Fault[], hosts: readonly string[]): Markup {
  return html`<h1>Faults</h1>
    ${faults.length === 0 ? html`<p class="quiet">Nothing goes wrong at the moment.</p>` : ""}
    <ul>
      ${faults.map(
        (fault, place) =>
          html`<li>
            <form method="post" action="/faults/${place}/remove">
              <code>${JSON.stringify(fault)}</code> <button>End</button>
            </form>
          </li>`,
      )}
    </ul>
    ${
      faults.length > 0
        ? html`<form method="post" action="/faults/clear"><button>End all</button></form>`
        : ""
    }
    <h2>Let something go wrong</h2>
    <form method="post" action="/faults">
      <label for="kind">Kind</label>
      <select id="kind" name="kind">
        ${faultKindNames.map(
          (kind) => html`<option value="${kind}">${kind}: ${faultKinds[kind]}</option>`,
        )}
      </select>
      ${renderChoice(
        "model",
        "Model",
        modelNames.map((name) => [name, models[name].label]),
      )}
      ${renderChoice(
        "host",
        "Host",
        hosts.map((host) => [host, host]),
      )}
      ${renderChoice(
        "to",
        "To host (moved)",
        hosts.map((host) => [host, host]),
      )}
      ${renderChoice(
        "rateHeaders",
        "Rate headers (throttled)",
        ["x-rate-limit", "x-ratelimit", "ratelimit"].map((name) => [name, name]),
      )}
      ${renderChoice(
        "shape",
        "Shape (firewall)",
        ["code", "page", "json", "empty"].map((name) => [name, name]),
      )}
      ${numberFields.map(
        ([name, label]) =>
          html`<label for="${name}">${label}</label>
            <input id="${name}" name="${name}" type="number" min="0" step="any" />`,
      )}
      <p><button class="main">Set fault</button></p>
    </form>`;
}

function renderChoice(
  name: string,
  label: string,
  options: readonly (readonly [value: string, label: string])[],
): Markup {
  return html`<label for="${name}">${label}</label>
    <select id="${name}" name="${name}">
      <option value="">Any</option>
      ${options.map(([value, text]) => html`<option value="${value}">${text}</option>`)}
    </select>`;
}
