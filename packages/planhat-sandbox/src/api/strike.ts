/** Applies a fault to one request. */

import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { ModelName } from "@churned/planhat-client/models";
import { models } from "@churned/planhat-client/models";
import type { Context } from "hono";
import type { Fault } from "../fault-kinds.ts";
import type { World } from "../world.ts";
import { listOwners } from "../world/owners.ts";
import { makeRandom } from "../world/random.ts";
import type { Random } from "../world/random.ts";
import type { Tenant } from "../world/tenant.ts";
import { disturb } from "./disturb.ts";
import { refuseAsFirewall } from "./firewall.ts";
import { refuse, sayPlainly } from "./reply.ts";
import type { Answer } from "./reply.ts";
import { addBigNumbers, addOddText, enlargeRecords, lengthenIds, markBody } from "./odd-records.ts";
import { enlarge, fillPage, shiftPage, shuffleRows, skewClock } from "./spoil.ts";

const LARGE_BYTES = 20_000_000;

interface Strike {
  readonly c: Context<{ Bindings: HttpBindings }>;
  readonly world: World;
  readonly fault: Fault | undefined;
  readonly random: Random | undefined;
  /** The tenant whose data the request reads, if its account is known. */
  readonly tenant: Tenant | undefined;
  readonly model: ModelName | undefined;
  readonly params: URLSearchParams;
  /** Makes the usual answer to a query, limited to the companies of `owner` if given. */
  readonly answer: (params: URLSearchParams, owner?: string) => Answer;
}

interface Outcome {
  readonly response: Response;
  /** Undefined if no answer was sent. */
  readonly sent: Answer | undefined;
}

/** Answers a request with the effect of its fault. Without a fault, gives the usual answer. */
export async function strike(request: Strike): Promise<Outcome> {
  const { c, world, fault, params } = request;
  const answer = (): Answer => request.answer(params);
  const send = (reply: Answer): Outcome =>
    respond(world.conventions.errorBodies === "text" ? sayPlainly(reply) : reply);
  switch (fault?.kind) {
    case undefined:
    case "moved":
    // The usual answer already shows the effect of habits.
    case "page_cap":
    case "ignored_sort":
    case "refused_sort":
    case "refused_offset":
    case "ended_early":
    case "refused_time_sort":
    case "byte_cap":
    case "clamped_offset":
      return send(answer());
    case "status":
      return send(refuse(fault.status ?? 500, "Something went wrong"));
    case "throttled":
      return send({ ...refuse(429, "Too many requests"), headers: makeRateHeaders(fault) });
    case "slow":
      await waitMs(fault.delayMs ?? 1_000, c.req.raw.signal);
      return send(answer());
    case "down":
      if (fault.status !== undefined) return send(refuse(fault.status, "Service unavailable"));
      c.env.incoming.socket.destroy();
      return { response: RESPONSE_ALREADY_SENT, sent: undefined };
    case "mute":
      return { response: RESPONSE_ALREADY_SENT, sent: undefined };
    case "drip":
      drip(c, fault.delayMs ?? 200);
      return { response: RESPONSE_ALREADY_SENT, sent: { status: 200, body: "" } };
    case "half_open":
      c.env.outgoing.writeHead(200, { "content-type": "application/json" });
      c.env.outgoing.write('[{"_id":"');
      return { response: RESPONSE_ALREADY_SENT, sent: { status: 200, body: "" } };
    case "truncated": {
      const whole = answer();
      const half = Math.max(1, Math.floor(whole.body.length / 2));
      return send({ ...whole, body: whole.body.slice(0, half) });
    }
    case "html":
      return send({
        status: 200,
        body: "<!doctype html><title>Maintenance</title><h1>We will be right back</h1>",
        headers: { "content-type": "text/html; charset=utf-8" },
      });
    case "no_body": {
      const { status } = answer();
      return send({ status: c.req.method === "POST" && status === 200 ? 201 : status, body: "" });
    }
    case "object":
      return send({ status: 200, body: '{"data":[]}' });
    case "error_list":
      return send({ status: 200, body: '[{"error":"Not now"}]' });
    case "not_found": {
      const real = answer();
      return send(real.status === 403 ? { ...real, ...refuse(404, "Not found") } : real);
    }
    case "denied": {
      const label = request.model && models[request.model].label;
      return send(refuse(403, `You are not allowed to view ${label ?? "this"}.`));
    }
    case "firewall":
      return respond(refuseAsFirewall(fault));
    case "duplicated_rows":
    case "missing_rows":
    case "repeated_page":
      return send(request.answer(shiftPage(params, fault, request.model)));
    case "shuffled_rows":
      return send(shuffleRows(answer(), request.random ?? makeRandom("shuffled")));
    case "endless_pages":
      return send(fillPage(request.answer, params, request.model));
    case "empty_page":
      return send({ ...answer(), status: 200, body: "[]" });
    case "narrowed": {
      const owner = fault.owner ?? (request.tenant && listOwners(request.tenant)[0]?.id);
      return send(request.answer(params, owner ?? "nobody"));
    }
    case "changing": {
      const page = answer();
      const random = request.random ?? makeRandom("changing");
      const collection = request.model && request.tenant?.collections[request.model];
      const { model } = request;
      if (collection && model)
        disturb(page, { collection, model, fault, random, nowMs: world.now() });
      return send(page);
    }
    case "odd_text":
      return send(addOddText(answer()));
    case "long_ids":
      return send(lengthenIds(answer()));
    case "big_numbers":
      return send(addBigNumbers(answer()));
    case "bom":
      return send(markBody(answer()));
    case "large_records": {
      const collection = request.model && request.tenant?.collections[request.model];
      const isWhole = collection !== undefined && !params.has("select");
      return send(isWhole ? enlargeRecords(answer(), collection, fault) : answer());
    }
    case "large":
      return send(enlarge(answer(), fault.bytes ?? LARGE_BYTES));
    case "clock_skew":
      return send(skewClock(answer(), world.now(), fault.skewMs));
  }
}

/** Sends white space before a list for ever, until the caller disconnects. */
function drip(c: Strike["c"], everyMs: number): void {
  const { outgoing } = c.env;
  outgoing.writeHead(200, { "content-type": "application/json" });
  const timer = setInterval(() => outgoing.write(" "), everyMs);
  outgoing.on("close", () => clearInterval(timer));
}

function makeRateHeaders({ rateHeaders = "none", retryAfterSeconds }: Fault) {
  const headers: Record<string, string> = {};
  if (rateHeaders !== "none") {
    headers[`${rateHeaders}-limit`] = "200";
    headers[`${rateHeaders}-remaining`] = "0";
    headers[`${rateHeaders}-reset`] = String(retryAfterSeconds ?? 1);
  }
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  return headers;
}

function respond(answer: Answer): Outcome {
  const headers = { "content-type": "application/json; charset=utf-8", ...answer.headers };
  return { response: new Response(answer.body, { status: answer.status, headers }), sent: answer };
}

/** Waits, at most until the caller disconnects. */
export function waitMs(delayMs: number, signal: AbortSignal): Promise<void> {
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
