import { modelNames } from "@churned/planhat-client/models";
import { Hono } from "hono";
import { z } from "zod";
import { UnknownAccountError } from "../accounts/accounts.ts";
import { NotInSandboxError } from "../control.ts";
import type { SandboxControl } from "../control.ts";
import { faultSchema } from "../fault-kinds.ts";
import { isReadyTokenName } from "../ready-tokens.ts";
import { CannotAddError } from "../world.ts";

const views = z.union([z.literal("all"), z.array(z.enum(modelNames))]);
const fields = z.record(z.string(), z.unknown());
const model = z.enum(modelNames);
const share = z.number().min(0).max(1);

const schemas = {
  account: z.strictObject({
    name: z.string().min(1),
    view: views,
    tenant: z.string().optional(),
    host: z.string().optional(),
  }),
  token: z.strictObject({ token: z.string().min(1).max(16_384).optional() }),
  permissions: z.strictObject({
    view: views.optional(),
    portfolioOwner: z.string().nullable().optional(),
    hiddenFields: z.array(z.string()).optional(),
  }),
  readyToken: z.strictObject({ name: z.string().refine(isReadyTokenName) }),
  faults: z.strictObject({ faults: z.array(faultSchema) }),
  limits: z.strictObject({
    maxCalls: z.number().int().min(0).exactOptional(),
    windowMs: z.number().int().min(1).exactOptional(),
    hasRetryAfter: z.boolean().exactOptional(),
    rateHeaders: z.enum(["none", "x-rate-limit", "x-ratelimit", "ratelimit"]).exactOptional(),
    latencyMs: z.number().int().min(0).exactOptional(),
  }),
  conventions: z.strictObject({
    ownerInLists: z.enum(["id", "object"]).exactOptional(),
    ticketsInConversations: z.boolean().exactOptional(),
    errorBodies: z.enum(["json", "text"]).exactOptional(),
    orderWithoutSort: z.enum(["made", "changed"]).exactOptional(),
    leanCompanies: z.enum(["seen", "all"]).exactOptional(),
    archivedHidden: z.enum(["endusers", "all"]).exactOptional(),
    archivedParameter: z.enum(["alone", "all", "ignored", "refused"]).exactOptional(),
  }),
  tenants: z.strictObject({
    key: z.string().regex(/^[a-z][a-z0-9-]*$/),
    count: z.number().int().min(1).max(10_000).optional(),
    host: z.string().optional(),
    sizes: z.partialRecord(model, z.number().int().min(0).max(16_000_000)).optional(),
    view: views.optional(),
  }),
  disturbance: z.strictObject({
    tenant: z.string().optional(),
    model,
    change: share.optional(),
    remove: share.optional(),
    insert: z.number().int().min(0).max(1_000_000).optional(),
    fields: fields.optional(),
    seed: z.string().optional(),
  }),
  record: z.strictObject({ tenant: z.string().optional(), model, fields }),
  change: z.strictObject({ tenant: z.string().optional(), fields }),
};

/** The admin API for tests: all methods of `SandboxControl`, with JSON. */
export function makeAdminRoutes(control: SandboxControl): Hono {
  const app = new Hono();

  app.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ message: z.prettifyError(error) }, 400);
    if (error instanceof SyntaxError) return c.json({ message: "The body is not JSON." }, 400);
    if (error instanceof CannotAddError) return c.json({ message: error.message }, 409);
    const isMissing = error instanceof UnknownAccountError || error instanceof NotInSandboxError;
    return c.json({ message: error.message }, isMissing ? 404 : 500);
  });

  app.post("/accounts", async (c) =>
    c.json(control.createAccount(schemas.account.parse(await c.req.json())), 201),
  );
  app.post("/ready-tokens", async (c) => {
    const { name } = schemas.readyToken.parse(await c.req.json());
    return c.json(control.createReadyToken(name), 201);
  });
  app.put("/accounts/:id/permissions", async (c) => {
    const id = c.req.param("id");
    const { view, portfolioOwner, hiddenFields } = schemas.permissions.parse(await c.req.json());
    if (view !== undefined) control.setView(id, view);
    if (portfolioOwner !== undefined) control.setPortfolio(id, portfolioOwner);
    if (hiddenFields !== undefined) control.setHiddenFields(id, hiddenFields);
    return c.body(null, 204);
  });
  app.post("/accounts/:id/tokens", async (c) => {
    const body = await c.req.text();
    const { token } = schemas.token.parse(body === "" ? {} : JSON.parse(body));
    return c.json({ token: control.addToken(c.req.param("id"), token) }, 201);
  });
  app.post("/accounts/:id/pause", (c) => {
    control.pause(c.req.param("id"));
    return c.body(null, 204);
  });
  app.post("/accounts/:id/resume", (c) => {
    control.resume(c.req.param("id"));
    return c.body(null, 204);
  });
  app.post("/accounts/:id/revoke", (c) => {
    control.revokeTokens(c.req.param("id"));
    return c.body(null, 204);
  });
  app.delete("/accounts/:id", (c) => {
    control.removeAccount(c.req.param("id"));
    return c.body(null, 204);
  });

  app.get("/faults", (c) => c.json({ faults: control.listFaults() }));
  app.put("/faults", async (c) => {
    control.setFaults(schemas.faults.parse(await c.req.json()).faults);
    return c.json({ faults: control.listFaults() });
  });
  app.delete("/faults", (c) => {
    control.clearFaults();
    return c.body(null, 204);
  });
  app.put("/limits", async (c) => {
    control.setLimits(schemas.limits.parse(await c.req.json()));
    return c.body(null, 204);
  });

  app.put("/conventions", async (c) => {
    control.setConventions(schemas.conventions.parse(await c.req.json()));
    return c.body(null, 204);
  });

  app.post("/records/disturb", async (c) => {
    const { tenant, model: of, ...options } = schemas.disturbance.parse(await c.req.json());
    return c.json(control.disturbRecords({ tenant, model: of }, options));
  });
  app.post("/records", async (c) => {
    const { fields: values, ...place } = schemas.record.parse(await c.req.json());
    return c.json(control.insertRecord(place, values), 201);
  });
  app.patch("/records/:model/:id", async (c) => {
    const { fields: values, tenant } = schemas.change.parse(await c.req.json());
    const place = { tenant, model: model.parse(c.req.param("model")) };
    control.changeRecord(place, c.req.param("id"), values);
    return c.body(null, 204);
  });
  app.delete("/records/:model/:id", (c) => {
    const place = { tenant: c.req.query("tenant"), model: model.parse(c.req.param("model")) };
    control.removeRecord(place, c.req.param("id"));
    return c.body(null, 204);
  });

  app.post("/records/:model/:id/:change{archive|unarchive|restore}", (c) => {
    const place = { tenant: c.req.query("tenant"), model: model.parse(c.req.param("model")) };
    const [id, change] = [c.req.param("id"), c.req.param("change")];
    if (change === "restore") control.restoreRecord(place, id);
    else control.archiveRecord(place, id, change === "archive");
    return c.body(null, 204);
  });

  app.get("/requests", (c) => c.json({ requests: control.listRequests(c.req.query("accountId")) }));
  app.get("/calls", (c) => c.json({ tokens: control.listCalls() }));
  app.delete("/calls", (c) => {
    control.resetCalls();
    return c.body(null, 204);
  });
  app.post("/tenants", async (c) => {
    const options = schemas.tenants.parse(await c.req.json());
    return c.json({ tenants: control.addTenants(options) }, 201);
  });
  app.get("/tenants", (c) => c.json({ tenants: control.listTenants() }));
  app.get("/memory", (c) =>
    c.json({
      bytes: process.memoryUsage.rss(),
      // libuv converts the value to kilobytes on Linux and on macOS.
      largestBytes: process.resourceUsage().maxRSS * 1_024,
    }),
  );
  app.post("/reset", (c) => {
    control.reset();
    return c.body(null, 204);
  });
  return app;
}
