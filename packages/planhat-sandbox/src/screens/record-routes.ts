import { isModelName, models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import type { Context, Hono } from "hono";
import type { World } from "../world.ts";
import type { Tenant } from "../world/tenant.ts";
import type { Markup } from "./layout.ts";
import { renderRecord, renderRecords } from "./record-pages.ts";

/** The helpers that the record screens share with the other screens. */
interface Screens {
  readonly pickTenant: (key: string | undefined) => Tenant;
  readonly show: (
    c: Context,
    tenant: Tenant,
    title: string,
    body: Markup,
  ) => Response | Promise<Response>;
}

/** The screens of records: lists, and forms to show, change, add and remove a record. */
export function addRecordScreens(app: Hono, world: World, { pickTenant, show }: Screens): void {
  app.use("/records/:model/*", async (c, next) => {
    if (!isModelName(c.req.param("model"))) return c.text("There is no such model.", 404);
    await next();
    return undefined;
  });

  app.get("/records/:model", (c) => {
    const tenant = pickTenant(c.req.query("tenant"));
    const model = readModel(c);
    const offset = Number(c.req.query("offset") ?? 0);
    const from = Number.isSafeInteger(offset) && offset > 0 ? offset : 0;
    return show(
      c,
      tenant,
      models[model].label,
      renderRecords(tenant, model, from, c.req.query("removed")),
    );
  });

  app.get("/records/:model/new", (c) => {
    const tenant = pickTenant(c.req.query("tenant"));
    return show(c, tenant, "New record", renderRecord(tenant, readModel(c), undefined));
  });

  app.get("/records/:model/:id", (c) => {
    const tenant = pickTenant(c.req.query("tenant"));
    const model = readModel(c);
    const record = tenant.collections[model].read({ by: "_id", value: c.req.param("id") });
    if (!record) return c.text("There is no such record.", 404);
    return show(c, tenant, record._id, renderRecord(tenant, model, record));
  });

  app.post("/records/:model", async (c) => {
    const form = await c.req.formData();
    const tenant = pickTenant(readText(form, "tenant"));
    const fields = parseFields(readText(form, "fields"));
    if (!fields) return c.text("The fields are no JSON object.", 400);
    const model = readModel(c);
    const { _id } = tenant.collections[model].insert(fields, world.now());
    return c.redirect(`/records/${model}/${_id}?tenant=${tenant.key}`, 303);
  });

  app.post("/records/:model/:id", async (c) => {
    const form = await c.req.formData();
    const tenant = pickTenant(readText(form, "tenant"));
    const fields = parseFields(readText(form, "fields"));
    if (!fields) return c.text("The fields are no JSON object.", 400);
    const model = readModel(c);
    // The sandbox sets the time of the change and ignores the time in the form.
    const { updatedAt: _updatedAt, lastUpdated: _lastUpdated, ...rest } = fields;
    if (!tenant.collections[model].change(c.req.param("id"), rest, world.now()))
      return c.text("There is no such record.", 404);
    return c.redirect(`/records/${model}/${c.req.param("id")}?tenant=${tenant.key}`, 303);
  });

  app.post("/records/:model/:id/remove", async (c) => {
    const tenant = pickTenant(readText(await c.req.formData(), "tenant"));
    const model = readModel(c);
    if (!tenant.collections[model].remove(c.req.param("id")))
      return c.text("There is no such record.", 404);
    return c.redirect(`/records/${model}?tenant=${tenant.key}&removed=${c.req.param("id")}`, 303);
  });

  app.post("/records/:model/:id/restore", async (c) => {
    const tenant = pickTenant(readText(await c.req.formData(), "tenant"));
    const model = readModel(c);
    if (!tenant.collections[model].restore(c.req.param("id")))
      return c.text("No such record was removed.", 404);
    return c.redirect(`/records/${model}/${c.req.param("id")}?tenant=${tenant.key}`, 303);
  });

  app.post("/records/:model/:id/:change{archive|unarchive}", async (c) => {
    const tenant = pickTenant(readText(await c.req.formData(), "tenant"));
    const model = readModel(c);
    const flag = models[model].archivedFilter;
    const fields = flag && { [flag]: c.req.param("change") === "archive" };
    if (!fields || !tenant.collections[model].change(c.req.param("id"), fields, world.now()))
      return c.text("There is no such record, or no archive of it.", 404);
    return c.redirect(`/records/${model}/${c.req.param("id")}?tenant=${tenant.key}`, 303);
  });
}

/** The model in a path. The middleware above has already checked the path. */
function readModel(c: Context): ModelName {
  const name = c.req.param("model") ?? "";
  if (!isModelName(name)) throw new Error("The path names no model.");
  return name;
}

function readText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

function parseFields(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const isObject = typeof parsed === "object" && parsed !== null && !Array.isArray(parsed);
    return isObject ? { ...parsed } : undefined;
  } catch {
    return undefined;
  }
}
