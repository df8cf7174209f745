import { Hono } from "hono";
import { mountSecurityTxt } from "./docs/security-txt.ts";
import type { ApiContext } from "./http/api-context.ts";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestApi, type TestApi } from "./testing/test-api.ts";

let folder: string;
let api: TestApi;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "console-"));
  await mkdir(join(folder, "dist/assets"), { recursive: true });
  await writeFile(join(folder, "secret.txt"), "outside");
  api = await startTestApi({
    env: { DEMO: "true", SANDBOX_URL: "http://127.0.0.1:4010" },
    change: (deps) => ({ ...deps, consoleFolder: join(folder, "dist") }),
  });
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

describe("the console", () => {
  test("says how to build it while it is not built, and is served once it is built", async () => {
    const missing = await api.call("GET", "/connections");
    expect(missing.status).toBe(503);
    expect(missing.text).toContain("pnpm --filter @churned/console build");
    await writeFile(join(folder, "dist/index.html"), "<!doctype html><title>Churned</title>");
    await writeFile(join(folder, "dist/assets/app-1a2b.js"), "export {};\n".repeat(500));
    expect((await api.call("GET", "/connections")).text).toContain("<title>Churned</title>");
  });

  test("answers every address of its own with its page, which is never cached", async () => {
    for (const path of ["/", "/connections", "/connections/019ab000/timeline?model=company"]) {
      const answer = await api.call("GET", path);
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "no-store"]);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    }
  });

  test("serves hashed files compressed and cacheable forever, and answers 404 for missing ones", async () => {
    const answer = await api.call("GET", "/assets/app-1a2b.js", {
      headers: { "accept-encoding": "gzip, br" },
    });
    expect(answer.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(answer.text.length).toBeLessThan(500);
    const etag = answer.headers.get("etag") ?? "";
    const again = await api.call("GET", "/assets/app-1a2b.js", {
      headers: { "if-none-match": etag },
    });
    expect(again.status).toBe(304);
    expect((await api.call("GET", "/assets/app-0000.js")).status).toBe(404);
  });

  test("never leaves its folder", async () => {
    for (const path of [
      "/../secret.txt",
      "/%2e%2e/secret.txt",
      "/assets/..%2f..%2fsecret.txt",
      "/%",
    ]) {
      const answer = await api.call("GET", path);
      expect(answer.text).not.toContain("outside");
      expect(answer.status).toBeLessThan(500);
    }
  });
});

describe("the documentation", () => {
  test("loads completely from this server alone", async () => {
    const page = await api.call("GET", "/docs");
    const sources = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]);
    expect(sources).toEqual(["/docs/nonce.js", "/docs/reference.js", "/docs/start.js"]);
    expect(page.text).not.toMatch(/<script>|https?:/);
    for (const source of sources) {
      const script = await api.call("GET", source ?? "");
      expect(script.headers.get("content-type")).toContain("text/javascript");
    }
    const document = await api.call("GET", "/openapi.json");
    expect(document.body).toMatchObject({ openapi: "3.1.1" });
  });

  test("allows no inline style except with the nonce of this one answer", async () => {
    const answers = [await api.call("GET", "/docs"), await api.call("GET", "/docs")];
    const nonces = answers.map(({ text, headers }) => {
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).not.toContain("unsafe");
      const [, nonce = ""] = /style-src 'self' 'nonce-([\w-]{36})'/.exec(policy) ?? [];
      expect(text).toContain(`<meta property="csp-nonce" content="${nonce}" />`);
      return nonce;
    });
    expect(new Set(nonces).size).toBe(2);
    const script = await api.call("GET", "/docs/start.js");
    expect(script.headers.get("content-security-policy")).not.toContain("nonce");
  });
});

describe("security.txt", () => {
  test("names the contact and a day in the future, and does not exist without a contact", async () => {
    expect((await api.call("GET", "/.well-known/security.txt")).status).toBe(404);
    const app = new Hono<ApiContext>();
    const contact = "mailto:security@churned.example";
    const now = () => new Date("2026-01-01T00:00:00Z");
    mountSecurityTxt(app, { appUrl: "https://connect.churned.example", contact, now });
    const answer = await app.request("/.well-known/security.txt");
    expect(answer.headers.get("content-type")).toMatch(/^text\/plain/);
    expect(await answer.text()).toBe(
      [
        "Contact: mailto:security@churned.example",
        "Expires: 2026-06-30T00:00:00.000Z",
        "Preferred-Languages: en, nl",
        "Canonical: https://connect.churned.example/.well-known/security.txt",
        "",
      ].join("\n"),
    );
  });
});

describe("the demo", () => {
  test("shows its accounts to anybody and its mails to operators", async () => {
    const demo = await api.call("GET", "/v1/demo");
    expect(demo.body).toMatchObject({
      accounts: [{ email: "customer@acme.example" }, { email: "operator@churned.example" }],
      sandboxUrl: "http://127.0.0.1:4010",
      outbox: true,
    });
    await api.call("POST", "/v1/tenants", {
      cookie: api.operator.cookie,
      body: { name: "Initech", customerEmail: "peter@initech.example" },
    });
    const outbox = await api.call("GET", "/v1/demo/outbox", { cookie: api.operator.cookie });
    expect(outbox.body).toMatchObject({ items: [{ to: "peter@initech.example" }] });
    expect((await api.call("GET", "/v1/demo/outbox")).status).toBe(401);
    const customer = await api.call("GET", "/v1/demo/outbox", { cookie: api.acme.cookie });
    expect(customer.status).toBe(403);
  });

  test("opens at both names of this machine", async () => {
    for (const origin of ["http://localhost:3000", "http://127.0.0.1:3000"]) {
      const answer = await api.call("POST", "/api/auth/sign-out", { headers: { origin } });
      expect(answer.status).toBe(200);
    }
  });

  test("does not exist in an installation that is not a demo", async () => {
    await using plain = await startTestApi();
    for (const path of ["/v1/demo", "/v1/demo/outbox"])
      expect((await plain.call("GET", path, { cookie: plain.operator.cookie })).status).toBe(404);
  });
});
