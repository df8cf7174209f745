import { createPlanhatClient } from "@churned/planhat-client";
import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import type { Fault } from "./index.ts";
import { ask } from "./testing/ask.ts";

const send = (url: string, method: string, body?: unknown): Promise<Response> =>
  fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });

async function readStatuses(): Promise<number[]> {
  await using sandbox = await createSandbox();
  const { token } = sandbox.createAccount({ name: "a", view: "all" });
  sandbox.setFaults([{ kind: "status", status: 500, share: 0.5 }]);
  const statuses: number[] = [];
  for (let call = 0; call < 30; call += 1)
    statuses.push((await ask(sandbox, token, "/users")).status);
  return statuses;
}

describe("faults", () => {
  it.each<[string, Fault, object]>([
    ["a status", { kind: "status", status: 504 }, { kind: "planhat_failed", status: 504 }],
    ["a drop", { kind: "down" }, { kind: "unreachable", reason: "connection_lost" }],
    [
      "a refusal of everything",
      { kind: "down", status: 503 },
      { kind: "planhat_failed", status: 503 },
    ],
    ["no answer at all", { kind: "mute" }, { kind: "timed_out" }],
    ["an answer that drips", { kind: "drip", delayMs: 20 }, { kind: "timed_out" }],
    ["a half-open answer", { kind: "half_open" }, { kind: "timed_out" }],
    ["a slow answer", { kind: "slow", delayMs: 10_000 }, { kind: "timed_out" }],
    ["a truncated body", { kind: "truncated" }, { kind: "unexpected_answer", reason: "truncated" }],
    ["a page", { kind: "html" }, { kind: "unexpected_answer", reason: "not_an_array" }],
    ["an object", { kind: "object" }, { kind: "unexpected_answer", reason: "not_an_array" }],
  ])("reach a client as %s, and are gone when cleared", async (_, fault, expected) => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    const client = createPlanhatClient({
      baseUrl: sandbox.baseUrl(),
      token,
      retries: 0,
      attemptTimeoutMs: 300,
    });
    const read = () => client.pageBytes("company", { offset: 0, limit: 10 });
    sandbox.setFaults([fault]);
    await expect(read()).rejects.toMatchObject(expected);
    sandbox.clearFaults();
    await expect(read()).resolves.toBeInstanceOf(Uint8Array);
  });

  it("strike only unknown tokens if they are set so", async () => {
    await using sandbox = await createSandbox();
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    sandbox.setFaults([{ kind: "throttled", retryAfterSeconds: 600, isUnknownToken: true }]);
    expect((await ask(sandbox, token, "/users")).status).toBe(200);
    expect((await ask(sandbox, `${token}x`, "/users")).status).toBe(429);
  });

  it("strike only the host and model that they name, for their time", async () => {
    let nowMs = 0;
    await using sandbox = await createSandbox({ clock: () => nowMs });
    const { token } = sandbox.createAccount({ name: "a", view: "all" });
    sandbox.setFaults([
      { kind: "status", status: 500, model: "enduser", forMs: 1_000 },
      { kind: "status", status: 502, host: "api-eu" },
    ]);
    expect((await ask(sandbox, token, "/companies")).status).toBe(200);
    expect((await ask(sandbox, token, "/endusers")).status).toBe(500);
    expect((await ask(sandbox, token, "/companies", "api-eu")).status).toBe(502);
    nowMs = 1_000;
    expect((await ask(sandbox, token, "/endusers")).status).toBe(200);
  });

  it("strike the same share of requests on every run", async () => {
    const first = await readStatuses();
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await readStatuses()).toEqual(first);
  });
});

describe("the admin API", () => {
  it("does over HTTP what the functions do in code", async () => {
    await using sandbox = await createSandbox();
    const admin = `${sandbox.url}/_admin`;
    const made = await send(`${admin}/accounts`, "POST", {
      name: "x",
      view: ["company"],
      host: "api-eu",
    });
    const { accountId, token } = (await made.json()) as { accountId: string; token: string };
    const status = async (path: string): Promise<number> =>
      (await ask(sandbox, token, path, "api-eu")).status;
    expect([await status("/companies"), await status("/users")]).toEqual([200, 403]);
    await send(`${admin}/accounts/${accountId}/permissions`, "PUT", { view: "all" });
    expect(await status("/users")).toBe(200);
    await send(`${admin}/accounts/${accountId}/pause`, "POST");
    expect(await status("/users")).toBe(401);
    await send(`${admin}/accounts/${accountId}/resume`, "POST");
    await send(`${admin}/faults`, "PUT", { faults: [{ kind: "status", status: 500 }] });
    expect(await status("/users")).toBe(500);
    await send(`${admin}/faults`, "DELETE");
    const record = await send(`${admin}/records`, "POST", {
      model: "user",
      fields: { nickName: "Zed" },
    });
    const { _id } = (await record.json()) as { _id: string };
    expect((await send(`${admin}/records/user/${_id}`, "DELETE")).status).toBe(204);
    expect((await send(`${admin}/records/user/${_id}`, "DELETE")).status).toBe(404);
    const log = await (await fetch(`${admin}/requests?accountId=${accountId}`)).text();
    expect(log).toContain('"path":"/users"');
    expect(log).not.toContain(token.slice(0, 40));
    expect((await send(`${admin}/reset`, "POST")).status).toBe(204);
    expect(await status("/users")).toBe(401);
  });

  it("refuses invalid requests, and requests from pages of other sites", async () => {
    await using sandbox = await createSandbox();
    const admin = `${sandbox.url}/_admin`;
    expect((await send(`${admin}/faults`, "PUT", { faults: [{ kind: "flood" }] })).status).toBe(
      400,
    );
    expect((await send(`${admin}/accounts`, "POST", { name: "x", view: ["cat"] })).status).toBe(
      400,
    );
    expect((await send(`${admin}/accounts/none/pause`, "POST")).status).toBe(404);
    const foreign = await fetch(`${admin}/reset`, {
      method: "POST",
      headers: { "sec-fetch-site": "cross-site" },
    });
    expect(foreign.status).toBe(403);
  });
});
