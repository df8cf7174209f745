import { AppError } from "@churned/domain/shared";
import { Hono } from "hono";
import { createLogger, createMetrics } from "@churned/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { appUrl, makeCall, startTestApi, type TestApi } from "../testing/test-api.ts";
import type { ApiContext } from "./api-context.ts";
import { answerProblem } from "./problem.ts";
import { requestLog } from "./request-log.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

const secret = "tok_5e55f1e1d-not-to-be-told";

describe("errors", () => {
  /** An app with the same checks of requests and errors, whose routes throw. */
  function makeThrowing() {
    const lines: string[] = [];
    const log = createLogger({
      name: "test",
      level: "debug",
      destination: { write: (line) => void lines.push(line) },
    });
    const app = new Hono<ApiContext>();
    app.onError((error, c) => answerProblem(c, appUrl, error));
    app.use("*", requestLog(log, createMetrics()));
    app.get("/unknown", () => {
      throw new Error(`it broke with ${secret}`);
    });
    app.get("/internal", () => {
      throw new AppError("INTERNAL", `it broke with ${secret}`);
    });
    app.get("/caused", () => {
      const cause = new Error(secret);
      throw new AppError("CONFLICT", `engineers read ${secret}`, {
        publicMessage: "It is under way already.",
        cause,
      });
    });
    app.get("/later", () => {
      throw new AppError("RATE_LIMITED", "too many", { retry: { afterMs: 1_200 } });
    });
    return { call: makeCall(async (path, init) => await app.request(path, init, {})), lines };
  }

  test("of an unknown kind become a 500 without details, with the cause in the log", async () => {
    const { call, lines } = makeThrowing();
    for (const path of ["/unknown", "/internal", "/caused"]) {
      const answer = await call("GET", path);
      expect(answer.text).not.toContain(secret);
      expect(JSON.stringify([...answer.headers])).not.toContain(secret);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
    const answer = await call("GET", "/unknown");
    expect(answer.body).toEqual({
      type: `${appUrl}/problems/internal`,
      title: "An error on our side",
      status: 500,
      code: "INTERNAL",
      detail: "An error on our side. Try again. If the error stays, tell us the request id.",
      requestId: answer.headers.get("x-request-id"),
      errors: [],
    });
    const logged = lines.map((line): unknown => JSON.parse(line));
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: "error",
        requestId: answer.headers.get("x-request-id"),
        error: expect.objectContaining({ message: `it broke with ${secret}` }),
      }),
    );
  });

  test("that are temporary say when to retry", async () => {
    const answer = await makeThrowing().call("GET", "/later");
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "2"]);
  });

  test("each have a page at the address in their type", async () => {
    const problem = await api.call("GET", "/v1/me");
    const { type } = problem.body as { type: string };
    const page = await api.call("GET", new URL(type).pathname);
    expect(page.status).toBe(200);
    expect(page.text).toContain("UNAUTHENTICATED");
  });
});

describe("a request with wrong or missing fields", () => {
  const at = () => `/v1/connections/${api.acme.connectionId}`;
  const as = (body: unknown) => ({ cookie: api.acme.cookie, body });

  test("is answered with each wrong field and its fault, but never with the sent values", async () => {
    const answer = await api.call(
      "PUT",
      `${at()}/token`,
      as({ token: "t".repeat(20_000), sealed: { keyId: secret, enc: secret } }),
    );
    expect(answer.status).toBe(422);
    const { errors } = answer.body as { errors: { path: string; message: string }[] };
    expect(errors.map(({ path }) => path)).toEqual(
      expect.arrayContaining(["token", "sealed.credentialId", "sealed.ciphertext"]),
    );
    expect(answer.text).not.toContain(secret);
  });

  test("is refused with a missing or wrong token, with invalid JSON and without a body", async () => {
    for (const body of [{}, { token: 7 }, { token: "" }, "{not json", "", "[".repeat(60_000)]) {
      const answer = await api.call("PUT", `${at()}/token`, as(body));
      expect([body, answer.status, answer.body]).toMatchObject([body, 422, { code: "VALIDATION" }]);
      expect((answer.body as { errors: unknown[] }).errors.length).toBeGreaterThan(0);
    }
  });

  test("is refused for an invalid query; an unknown parameter is ignored, and a large limit is capped", async () => {
    const get = (query: string) =>
      api.call("GET", `/v1/connections?${query}`, { cookie: api.acme.cookie });
    expect((await get("limit=abc")).body).toMatchObject({ errors: [{ path: "limit" }] });
    expect((await get("state=sad")).status).toBe(422);
    expect((await get("q=a%00b")).body).toMatchObject({ errors: [{ path: "q" }] });
    expect((await get("limit=5000&colour=red&state=&q=")).status).toBe(200);
  });

  test("is refused for a cursor that no list issued, or that belongs to another order", async () => {
    const all = (query: string) =>
      api.call("GET", `/v1/connections?${query}`, { cookie: api.operator.cookie });
    const first = await all("limit=1");
    const { nextCursor } = first.body as { nextCursor: string };
    expect((await all(`limit=1&cursor=${nextCursor}`)).body).toMatchObject({
      items: [{ id: api.globex.connectionId }],
      nextCursor: null,
    });
    const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const id = api.acme.connectionId;
    for (const query of [
      "cursor=garbage",
      `sort=checkedAt&cursor=${nextCursor}`,
      `sort=createdAt&cursor=${forged(["2026-13-45 99:00", id])}`,
      `cursor=${forged(["Acme", "not-an-id"])}`,
      `cursor=${forged([7, null])}`,
    ]) {
      const answer = await all(query);
      expect([query, answer.status, answer.body]).toMatchObject([
        query,
        422,
        { errors: [{ path: "cursor" }] },
      ]);
    }
    for (const sort of ["checkedAt", "-checkedAt", "createdAt", "-name"]) {
      const page = await all(`limit=1&sort=${sort}`);
      const { nextCursor: next } = page.body as { nextCursor: string };
      expect((await all(`limit=1&sort=${sort}&cursor=${next}`)).status).toBe(200);
    }
    const records = `/v1/connections/${id}/records?cursor=${forged(["many", ""])}`;
    expect((await api.call("GET", records, { cookie: api.acme.cookie })).status).toBe(422);
  });

  test("is refused over 64 KiB, with or without a Content-Length", async () => {
    const body = JSON.stringify({ token: "t".repeat(70_000) });
    const answer = await api.call("PUT", `${at()}/token`, as(body));
    expect([answer.status, answer.body]).toMatchObject([413, { code: "LIMIT_EXCEEDED" }]);

    const stream = new Blob([body]).stream();
    const streamed = await api.request(`${at()}/token`, {
      method: "PUT",
      body: stream,
      headers: { cookie: api.acme.cookie, "transfer-encoding": "chunked" },
      duplex: "half",
    });
    expect(streamed.status).toBe(413);
  });
});

describe("a write from another site", () => {
  const save = (headers: Record<string, string>) =>
    api.call("POST", `/v1/connections/${api.acme.connectionId}/checks`, {
      cookie: api.acme.cookie,
      headers,
    });

  test("is refused by its origin, by its fetch metadata, and also for the sign-in", async () => {
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: "http://localhost:3001" },
      { origin: "http://localhost:3000.evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ])
      expect([headers, (await save(headers)).status]).toEqual([headers, 403]);
    const answer = await api.call("POST", "/api/auth/sign-in/email", {
      headers: { origin: "https://evil.example" },
      body: { email: api.acme.email, password: "x" },
    });
    expect(answer.status).toBe(403);
  });

  test("is distinguished from a write from our own page or from a script", async () => {
    for (const headers of [
      { origin: appUrl, "sec-fetch-site": "same-origin" },
      { "sec-fetch-site": "same-origin" },
      {},
    ])
      expect((await save(headers)).status).not.toBe(403);
  });
});

describe("every answer", () => {
  test("has the security headers for browsers", async () => {
    for (const path of ["/", "/v1/me", "/docs", "/readyz", "/nowhere/at/all", "/v1/none"]) {
      const { headers } = await api.call("GET", path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/https?:|\*|script-src[^;]*unsafe/);
      if (path !== "/docs") expect(policy).not.toContain("unsafe");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
      expect(headers.get("strict-transport-security")).toBeNull();
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("of the API is never cached, and unknown paths get a problem body and not a page", async () => {
    const me = await api.call("GET", "/v1/me", { cookie: api.acme.cookie });
    expect(me.headers.get("cache-control")).toBe("no-store");
    for (const [method, path] of [
      ["GET", "/v1/nothing"],
      ["PATCH", "/v1/me"],
      ["GET", "/api/nothing"],
      ["POST", "/anything"],
    ] as const) {
      const answer = await api.call(method, path);
      expect([path, answer.status, answer.body]).toMatchObject([path, 404, { code: "NOT_FOUND" }]);
    }
  });

  test("is one log line with the route pattern, the kind of caller and the id, but no query, body or address", async () => {
    const query = "q=Somebody%20Private";
    const answer = await api.call("GET", `/v1/connections?${query}`, {
      cookie: api.acme.cookie,
    });
    const line = api
      .log()
      .split("\n")
      .find((text) => text.includes(answer.headers.get("x-request-id") ?? "-"));
    expect(JSON.parse(line ?? "")).toMatchObject({
      route: "/v1/connections",
      method: "GET",
      status: 200,
      actor: "customer",
      tenantId: api.acme.id,
    });
    expect(api.log()).not.toContain("Private");
    expect(api.log()).not.toContain(api.acme.cookie);
  });
});

describe("under https", () => {
  test("the cookie is Secure and the browser is told to stay with https", async () => {
    await using secure = await startTestApi({
      env: { APP_URL: "https://connect.churned.example" },
    });
    expect(secure.acme.cookie).toMatch(/^__Secure-churned/);
    const { headers } = await secure.call("GET", "/livez");
    expect(headers.get("strict-transport-security")).toMatch(/max-age=\d{7,}/);
    const me = await secure.call("GET", "/v1/me", { cookie: secure.acme.cookie });
    expect(me.status).toBe(200);
  });
});

describe("token writes", () => {
  test("are limited for one person on one connection, and not for others", async () => {
    const check = (tenant: "acme" | "globex") =>
      api.call("POST", `/v1/connections/${api[tenant].connectionId}/checks`, {
        cookie: api[tenant].cookie,
      });
    let limited = await check("acme");
    for (let i = 0; i < 61 && limited.status !== 429; i++) limited = await check("acme");
    // The message says that Churned sets the limit, and when the limit ends.
    const detail = expect.stringMatching(/a limit that Churned sets.* in \d+ seconds/);
    expect([limited.status, limited.body]).toMatchObject([429, { code: "RATE_LIMITED", detail }]);
    expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await check("globex")).status).not.toBe(429);
    const reading = await api.call("GET", `/v1/connections/${api.acme.connectionId}`, {
      cookie: api.acme.cookie,
    });
    expect(reading.status).toBe(200);
  });
});

describe("the log about a proxy that is not trusted", () => {
  const countLines = (of: TestApi, text: string) => of.log().split(text).length - 1;
  const forwarded = { headers: { "x-forwarded-for": "192.0.2.1" } };

  test("has a line at start, and one line however many forwarded requests arrive", async () => {
    expect(countLines(api, "TRUST_PROXY is not true, so the limits")).toBe(1);
    expect(countLines(api, "header X-Forwarded-For")).toBe(0);
    for (let n = 0; n < 3; n += 1) await api.call("GET", "/livez", forwarded);
    expect(countLines(api, "header X-Forwarded-For")).toBe(1);
  });

  test("has no line if the proxy is trusted", async () => {
    await using trusting = await startTestApi({ env: { TRUST_PROXY: "true" } });
    await trusting.call("GET", "/livez", forwarded);
    expect(countLines(trusting, "TRUST_PROXY")).toBe(0);
  });
});
