import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Context } from "hono";
import { findTenant } from "../world.ts";
import type { World } from "../world.ts";
import { answerRequest, findCaller, findModel } from "./answer.ts";
import { answerWithHabits } from "./habits.ts";
import { strike, waitMs } from "./strike.ts";

type Env = { Bindings: HttpBindings };

/** Serves each regional host below a path with the host's name: `/api/companies`, `/api-eu/companies` … */
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
  const caller = findCaller(world, authorization);
  const { account } = caller;
  const tenant = account && findTenant(world, account.tenant);
  const { method } = c.req;
  const body = method === "GET" ? undefined : await c.req.text();
  const at = world.now();
  const endCall = world.calls.start({
    tokenHash: caller.hash,
    lastFour: caller.lastFour,
    accountId: account?.id,
    tenant: account?.tenant,
    model,
  });
  const target = {
    host,
    model,
    tenant: account?.tenant,
    accountId: account?.id,
    own: account?.faults ?? [],
    path: path + url.search,
  };
  const struck = world.faults.pick(target);
  const habits = method === "GET" ? world.faults.listHabits(target) : [];
  const { response, sent } = await strike({
    c,
    world,
    fault: struck?.fault,
    random: struck?.random,
    tenant,
    model,
    params: url.searchParams,
    answer: (given, owner) =>
      answerWithHabits(habits, model, given, (params) =>
        answerRequest(world, { host, method, path, params, authorization, body, owner }),
      ),
  });
  const { latencyMs } = world.rateLimit.settings();
  const leftMs = latencyMs - (performance.now() - startedAt);
  if (sent && leftMs > 0) await waitMs(leftMs, c.req.raw.signal);
  const status = sent?.status ?? 0;
  endCall(status);
  world.requests.add({
    at,
    host,
    method,
    path: path + url.search,
    model,
    accountId: sent?.accountId ?? (struck && account?.id),
    status,
    durationMs: Math.round(performance.now() - startedAt),
    fault: struck?.fault.kind,
  });
  return response;
}
