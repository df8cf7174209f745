import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Context } from "hono";
import { findTenant } from "../world.ts";
import type { World } from "../world.ts";
import { answerRequest, findAccount, findModel } from "./answer.ts";
import { strike } from "./strike.ts";

type Env = { Bindings: HttpBindings };

/** Serves the regional hosts, each below its name: `/api/companies`, `/api-eu/companies` … */
export function makeApiRoutes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  for (const host of world.hosts) {
    app.all(`/${host}/*`, (c) => serveRequest(world, host, c));
  }
  return app;
}

async function serveRequest(world: World, host: string, c: Context<Env>): Promise<Response> {
  const startedAt = performance.now();
  const url = new URL(c.req.url);
  const path = url.pathname.slice(host.length + 1);
  const model = findModel(path);
  const authorization = c.req.header("authorization");
  const account = findAccount(world, authorization);
  const struck = world.faults.pick({
    host,
    model,
    accountId: account?.id,
    path: path + url.search,
  });
  const at = world.now();
  const { response, sent } = await strike({
    c,
    world,
    fault: struck?.fault,
    random: struck?.random,
    collection: model && account && findTenant(world, account.tenant)?.collections[model],
    params: url.searchParams,
    answer: (params) =>
      answerRequest(world, { host, method: c.req.method, path, params, authorization }),
  });
  world.requests.add({
    at,
    host,
    method: c.req.method,
    path: path + url.search,
    model,
    accountId: sent?.accountId,
    status: sent?.status ?? 0,
    durationMs: Math.round(performance.now() - startedAt),
    fault: struck?.fault.kind,
  });
  return response;
}
