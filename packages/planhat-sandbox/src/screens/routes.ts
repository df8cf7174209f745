import { Hono } from "hono";
import type { Context } from "hono";
import { UnknownAccountError } from "../accounts/accounts.ts";
import type { Account } from "../accounts/accounts.ts";
import { isPermission, roles } from "../accounts/permissions.ts";
import type { Permission } from "../accounts/permissions.ts";
import { isReadyTokenName, makeReadyToken } from "../ready-tokens.ts";
import { findTenant } from "../world.ts";
import type { World } from "../world.ts";
import { listOwners } from "../world/owners.ts";
import type { Tenant } from "../world/tenant.ts";
import { addFaultScreen } from "./faults-screen.ts";
import { renderPage } from "./layout.ts";
import type { Markup } from "./layout.ts";
import * as pages from "./pages.ts";
import { readHiddenFields, renderPermissions } from "./permissions-page.ts";
import { addRecordScreens } from "./record-routes.ts";

const SHOWN_REQUESTS = 200;

/** The screens of a tenant and its service accounts: plain pages and forms. */
export function makeScreenRoutes(world: World, readPublicUrl: () => string): Hono {
  const app = new Hono();

  function pickTenant(key: string | undefined): Tenant {
    const found = (key && findTenant(world, key)) || world.tenants[0];
    if (!found) throw new Error("The sandbox has no tenant.");
    return found;
  }

  function show(c: Context, tenant: Tenant, title: string, body: Markup) {
    // A page may contain a token that is shown only once.
    c.header("cache-control", "no-store");
    return c.html(renderPage({ title, tenant, tenants: world.tenants, body }));
  }

  function showAccount(c: Context, account: Account, tab: pages.Tab, body: Markup) {
    return show(
      c,
      pickTenant(account.tenant),
      account.name,
      pages.renderAccount(account, tab, body),
    );
  }

  const baseUrlOf = (tenant: Tenant): string => `${readPublicUrl()}/${tenant.host}`;

  app.onError((error, c) => {
    if (error instanceof UnknownAccountError)
      return c.text("There is no such service account.", 404);
    throw error;
  });

  app.get("/", (c) => {
    const tenant = pickTenant(c.req.query("tenant"));
    return show(c, tenant, tenant.name, pages.renderHome(tenant, baseUrlOf(tenant)));
  });

  app.get("/service-accounts", (c) => {
    const tenant = pickTenant(c.req.query("tenant"));
    const accounts = world.accounts.list(tenant.key);
    return show(c, tenant, "Service Accounts", pages.renderAccountList(tenant, accounts));
  });

  app.get("/service-accounts/new", (c) => {
    const tenant = pickTenant(c.req.query("tenant"));
    const accounts = world.accounts.list(tenant.key);
    return show(c, tenant, "New service account", pages.renderNewAccount(tenant, accounts));
  });

  app.post("/service-accounts", async (c) => {
    const form = await c.req.formData();
    const tenant = pickTenant(readText(form, "tenant"));
    const name = readText(form, "name").trim();
    if (name === "") return c.text("A service account needs a name.", 400);
    const permissions = copyPermissions(world, tenant, readText(form, "copy"));
    const { id } = world.accounts.create(tenant.key, name, permissions);
    return c.redirect(`/service-accounts/${id}/info`, 303);
  });

  app.get("/service-accounts/:id/info", (c) => {
    const account = world.accounts.get(c.req.param("id"));
    const baseUrl = baseUrlOf(pickTenant(account.tenant));
    return showAccount(c, account, "info", pages.renderInfo(account, baseUrl));
  });

  app.get("/service-accounts/:id/permissions", (c) => {
    const account = world.accounts.get(c.req.param("id"));
    return showAccount(
      c,
      account,
      "permissions",
      renderPermissions(
        account,
        listOwners(pickTenant(account.tenant)),
        c.req.query("saved") === "yes",
      ),
    );
  });

  app.get("/service-accounts/:id/logs", (c) => {
    const account = world.accounts.get(c.req.param("id"));
    const requests = world.requests.list(account.id).slice(0, SHOWN_REQUESTS);
    return showAccount(c, account, "logs", pages.renderLogs(requests));
  });

  app.post("/service-accounts/:id/description", async (c) => {
    const form = await c.req.formData();
    world.accounts.change(c.req.param("id"), { description: readText(form, "description") });
    return c.redirect(`/service-accounts/${c.req.param("id")}/info`, 303);
  });

  // Answers with the page instead of a redirect, because the token is not stored and can be shown only now.
  app.post("/service-accounts/:id/tokens", (c) => {
    const token = world.accounts.addToken(c.req.param("id"));
    const account = world.accounts.get(c.req.param("id"));
    const baseUrl = baseUrlOf(pickTenant(account.tenant));
    return showAccount(c, account, "info", pages.renderInfo(account, baseUrl, token));
  });
  // If a person opens the address of that page again, the tab appears without the token.
  app.get("/service-accounts/:id/tokens", (c) =>
    c.redirect(`/service-accounts/${c.req.param("id")}/info`, 303),
  );

  app.post("/service-accounts/:id/tokens/:tokenId/remove", (c) => {
    world.accounts.removeToken(c.req.param("id"), c.req.param("tokenId"));
    return c.redirect(`/service-accounts/${c.req.param("id")}/info`, 303);
  });

  app.post("/service-accounts/:id/permissions", async (c) => {
    const form = await c.req.formData();
    const ticked = form.getAll("permission").filter((value) => typeof value === "string");
    world.accounts.change(c.req.param("id"), {
      permissions: new Set(ticked.filter(isPermission)),
      portfolioOwner: readText(form, "portfolio") || null,
      hiddenFields: readHiddenFields(form),
    });
    return c.redirect(`/service-accounts/${c.req.param("id")}/permissions?saved=yes`, 303);
  });

  app.post("/service-accounts/:id/pause", (c) => {
    world.accounts.change(c.req.param("id"), { isPaused: true });
    return c.redirect(`/service-accounts/${c.req.param("id")}/info`, 303);
  });

  app.post("/service-accounts/:id/resume", (c) => {
    world.accounts.change(c.req.param("id"), { isPaused: false });
    return c.redirect(`/service-accounts/${c.req.param("id")}/info`, 303);
  });

  app.post("/service-accounts/:id/remove", (c) => {
    const { tenant } = world.accounts.get(c.req.param("id"));
    world.accounts.remove(c.req.param("id"));
    return c.redirect(`/service-accounts?tenant=${tenant}`, 303);
  });

  addFaultScreen(app, world, (c, body) =>
    show(c, pickTenant(c.req.query("tenant")), "Faults", body),
  );

  addRecordScreens(app, world, { pickTenant, show });

  // Answers with the page instead of a redirect, because the token can be shown only now.
  app.post("/ready-tokens/:name", (c) => {
    const name = c.req.param("name");
    const made = isReadyTokenName(name) ? makeReadyToken(world, name) : undefined;
    if (!made) return c.text("There is no such token to make.", 404);
    const { tenant: key } = world.accounts.get(made.accountId);
    const tenant = pickTenant(key);
    return show(c, tenant, "Ready token", pages.renderReadyToken(made, baseUrlOf(tenant)));
  });
  app.get("/ready-tokens/:name", (c) => c.redirect("/", 303));

  return app;
}

function readText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/**
 * The permissions for a choice in the form: none ("from scratch"), the permissions of a role, or the permissions of
 * another account.
 */
function copyPermissions(world: World, tenant: Tenant, choice: string): Iterable<Permission> {
  const [kind, key] = choice.split(":");
  if (kind === "role") return roles.find((role) => role.key === key)?.permissions ?? [];
  if (kind !== "account") return [];
  return world.accounts.list(tenant.key).find((account) => account.id === key)?.permissions ?? [];
}
