import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import type { Context } from "hono";
import type { Fault } from "../faults.ts";
import type { World } from "../world.ts";
import { answerRequest, findModel, refuse } from "./answer.ts";
import type { Answer } from "./answer.ts";

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
  const fault = world.faults.pick(host, model);
  const at = world.now();
  const answer = (): Answer =>
    answerRequest(world, {
      host,
      method: c.req.method,
      path,
      params: url.searchParams,
      authorization: c.req.header("authorization"),
    });
  const { response, sent } = await strike(c, fault, answer);
  world.requests.add({
    at,
    host,
    method: c.req.method,
    path: path + url.search,
    model,
    accountId: sent?.accountId,
    status: sent?.status ?? 0,
    durationMs: Math.round(performance.now() - startedAt),
    fault: fault?.kind,
  });
  return response;
}

interface Outcome {
  readonly response: Response;
  /** Undefined when the connection was dropped. */
  readonly sent: Answer | undefined;
}

async function strike(
  c: Context<Env>,
  fault: Fault | undefined,
  answer: () => Answer,
): Promise<Outcome> {
  switch (fault?.kind) {
    case undefined:
      return send(answer());
    case "status":
      return send(refuse(fault.status ?? 500, "Something went wrong"));
    case "slow":
      await waitMs(fault.delayMs ?? 1_000, c.req.raw.signal);
      return send(answer());
    case "down":
      if (fault.status !== undefined) return send(refuse(fault.status, "Service unavailable"));
      c.env.incoming.socket.destroy();
      return { response: RESPONSE_ALREADY_SENT, sent: undefined };
    case "half_open":
      c.env.outgoing.writeHead(200, { "content-type": "application/json" });
      c.env.outgoing.write('[{"_id":"');
      return { response: RESPONSE_ALREADY_SENT, sent: { status: 200, body: "" } };
    case "truncated": {
      const whole = answer();
      return send({
        ...whole,
        body: whole.body.slice(0, Math.max(1, Math.floor(whole.body.length / 2))),
      });
    }
    case "html":
      return send({
        status: 200,
        body: "<!doctype html><title>Maintenance</title><h1>We will be right back</h1>",
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    case "object":
      return send({ status: 200, body: '{"data":[]}' });
  }
}

function send(answer: Answer): Outcome {
  const headers = { "content-type": "application/json; charset=utf-8", ...answer.headers };
  return { response: new Response(answer.body, { status: answer.status, headers }), sent: answer };
}

function waitMs(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, delayMs);
    signal.addEventListener("abort", finish, { once: true });
  });
}
