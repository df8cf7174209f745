import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelNames } from "@churned/planhat-client/models";
import { createPlanhatClient, PlanhatError } from "@churned/planhat-client";
import { describe, expect, it } from "vitest";
import { createSandbox } from "./index.ts";
import type { ReadyTokenName, Sandbox } from "./index.ts";
import { ask } from "./testing/ask.ts";

async function make(sandbox: Sandbox, name: ReadyTokenName) {
  const response = await fetch(`${sandbox.url}/_admin/ready-tokens`, {
    method: "POST",
    body: JSON.stringify({ name }),
  });
  return (await response.json()) as { token: string; host: string };
}

async function probe(sandbox: Sandbox, name: ReadyTokenName, host?: string): Promise<string[]> {
  const made = await make(sandbox, name);
  const baseUrl = sandbox.baseUrl(host ?? made.host);
  const client = createPlanhatClient({ baseUrl, token: made.token, retries: 0 });
  return await Promise.all(
    modelNames.map(async (model) => {
      try {
        await client.probe(model);
        return "ok";
      } catch (error) {
        return error instanceof PlanhatError ? error.kind : "unknown";
      }
    }),
  );
}

const all = (verdict: string) => modelNames.map(() => verdict);

describe("ready tokens", () => {
  it("behave as their names say", async () => {
    await using sandbox = await createSandbox({ limits: { maxCalls: 100_000 } });
    expect(await probe(sandbox, "healthy")).toEqual(all("ok"));
    expect(await probe(sandbox, "huge")).toEqual(all("ok"));
    expect(await probe(sandbox, "revoked")).toEqual(all("rejected"));
    expect(await probe(sandbox, "paused")).toEqual(all("rejected"));
    expect(await probe(sandbox, "other-region", "api")).toEqual(all("rejected"));
    expect(await probe(sandbox, "other-region")).toEqual(all("ok"));
    expect((await probe(sandbox, "read-only-minimal")).filter((v) => v === "ok").length).toBe(3);
    expect((await probe(sandbox, "missing-one-model")).filter((v) => v !== "ok")).toEqual([
      "forbidden",
    ]);
    expect(new Set(await probe(sandbox, "throttled"))).toEqual(new Set(["ok", "throttled"]));
    expect(new Set(await probe(sandbox, "flaky"))).toContain("planhat_failed");
    const limited = await make(sandbox, "portfolio-limited");
    const { ids } = await ask(sandbox, limited.token, "/companies?limit=5000");
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.length).toBeLessThan(100);
  });

  it("behave as their names say after a restart of the sandbox", async () => {
    const dataFile = join(mkdtempSync(join(tmpdir(), "sandbox-")), "accounts.json");
    const options = { dataFile, limits: { maxCalls: 100_000 } };
    let token: string;
    {
      await using sandbox = await createSandbox(options);
      ({ token } = sandbox.createReadyToken("throttled"));
    }
    await using sandbox = await createSandbox(options);
    const statuses: number[] = [];
    for (let call = 0; call < 20; call += 1)
      statuses.push((await ask(sandbox, token, "/users?limit=1")).status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it("are made with one click on the front page, and shown once", async () => {
    await using sandbox = await createSandbox();
    expect(await (await fetch(sandbox.url)).text()).toContain('action="/ready-tokens/healthy"');
    const page = await fetch(`${sandbox.url}/ready-tokens/healthy`, { method: "POST" });
    const token = /data-testid="new-token"[^>]*>([\w-]+)</.exec(await page.text())?.[1] ?? "";
    expect((await ask(sandbox, token, "/companies?limit=1")).status).toBe(200);
    expect((await fetch(`${sandbox.url}/ready-tokens/none`, { method: "POST" })).status).toBe(404);
  });
});
