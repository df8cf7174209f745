import { once } from "node:events";
import type { HttpBindings } from "@hono/node-server";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import { makeAdminRoutes } from "./admin/routes.ts";
import { makeAnalyticsRoutes } from "./api/analytics-routes.ts";
import { makeApiRoutes } from "./api/routes.ts";
import { createControl } from "./control.ts";
import type { RecordPlace, SandboxControl } from "./control.ts";
import { defaultLimits } from "./rate-limit.ts";
import type { LimitSettings } from "./rate-limit.ts";
import type { RecordChange } from "./record-watch.ts";
import { makeScreenRoutes } from "./screens/routes.ts";
import { createWorld, findTenant } from "./world.ts";
import type { World } from "./world.ts";
import type { SandboxRecord } from "./world/make-record.ts";
import { defaultTenants } from "./world/tenant.ts";
import type { TenantOptions } from "./world/tenant.ts";

/** The options of a sandbox; every option has a default. */
export interface SandboxOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  /** The names of the regional hosts, each served below `/<name>`. Default `api`, `api-eu`, `api-us2`. */
  readonly hosts?: readonly string[];
  /** Default: Acme and the large tenant Huge on `api`, and the small tenant Nordlys on `api-eu`. */
  readonly tenants?: readonly TenantOptions[];
  /** The same seed makes the same records on every run. */
  readonly seed?: string;
  /** The clock for rate limits, logs and changed records; milliseconds since 1970. */
  readonly clock?: () => number;
  /** The address that the screens show, if it differs from the address on which the sandbox listens. */
  readonly publicUrl?: string;
  /** A file that keeps accounts, permissions and hashes of tokens across restarts. */
  readonly dataFile?: string;
  readonly limits?: Partial<LimitSettings>;
}

/** A running sandbox. */
export interface Sandbox extends SandboxControl, AsyncDisposable {
  /** The address of the screens; the admin API is below `/_admin`. */
  readonly url: string;
  /** The API base URL of a regional host. Default `api`. */
  baseUrl(host?: string): string;
  /** Every current record of a model. */
  listRecords(place: RecordPlace): SandboxRecord[];
  /**
   * Calls `tell` for every record that is added, changed, removed or restored. Calling the returned function ends
   * this.
   */
  watchRecords(tell: (change: RecordChange) => void): () => void;
  /** Stops listening and closes every open connection. */
  close(): Promise<void>;
}

/** Starts a sandbox, which stands in for Planhat. The sandbox listens only on 127.0.0.1, because its admin API needs
 *  no password. Rejects if the port is already used, or if the data file has another format. */
export async function createSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const world = createWorld({
    hosts: options.hosts ?? ["api", "api-eu", "api-us2"],
    tenants: options.tenants ?? defaultTenants,
    seed: options.seed ?? "planhat",
    limits: { ...defaultLimits, ...options.limits },
    now: options.clock ?? Date.now,
    dataFile: options.dataFile,
  });
  const control = createControl(world);
  const app = new Hono<{ Bindings: HttpBindings }>();
  let publicUrl = options.publicUrl ?? "";
  app.route("/", makeApiRoutes(world));
  app.route("/", makeAnalyticsRoutes());
  // The admin API and the screens need no password, so pages of other sites must not be able to use them.
  app.use(async (c, next) => {
    if (c.req.method !== "GET" && c.req.header("sec-fetch-site") === "cross-site")
      return c.text("Cross-site", 403);
    await next();
    return undefined;
  });
  app.route("/_admin", makeAdminRoutes(control));
  app.route(
    "/",
    makeScreenRoutes(world, () => publicUrl),
  );

  const server = createAdaptorServer({ fetch: app.fetch });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("The sandbox listens on no port.");
  const url = `http://127.0.0.1:${address.port}`;
  publicUrl ||= url;

  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
  };
  return {
    ...control,
    url,
    baseUrl: (host = "api") => `${url}/${host}`,
    listRecords: (place) => listAll(world, place),
    watchRecords(tell) {
      world.watchers.add(tell);
      return () => void world.watchers.delete(tell);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function listAll(world: World, { tenant, model }: RecordPlace): SandboxRecord[] {
  const found = tenant === undefined ? world.tenants[0] : findTenant(world, tenant);
  const page = { offset: 0, limit: Infinity, sort: undefined, select: undefined };
  const text = found?.collections[model].list({ ...page, companyIds: undefined });
  return JSON.parse(text ?? "[]") as SandboxRecord[];
}
