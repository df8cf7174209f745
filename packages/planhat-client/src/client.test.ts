import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { createPlanhatClient, PlanhatError } from "./index.ts";
import type { Limiter, PlanhatClientOptions, RequestInfo } from "./index.ts";
import { modelNames, models } from "./models/index.ts";
import { serve } from "./testing/serve.ts";

const token = "Zk3q".repeat(90);

function makeClient(baseUrl: string, more: Partial<PlanhatClientOptions> = {}) {
  return createPlanhatClient({
    baseUrl,
    token,
    retries: 0,
    retryBaseMs: 1,
    timeoutMs: 5_000,
    ...more,
  });
}

async function catchError(work: Promise<unknown>): Promise<PlanhatError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PlanhatError))
    throw new Error("no PlanhatError was thrown", { cause: error });
  return error;
}

const neverLimiter: Limiter = {
  acquire: (_, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("over")));
    }),
};

describe("what is sent", () => {
  it("probes by requesting one record's _id, with the token as bearer token", async () => {
    await using server = await serve((_, response) => response.end('[{"_id":"a"}]'));
    expect(
      await makeClient(`${server.url}/api/`, { token: `  ${token}\n` }).probe("enduser"),
    ).toEqual({ rows: 1 });
    const [request] = server.requests;
    expect(request?.url).toBe("/api/endusers?limit=1&offset=0&select=_id");
    expect(request?.headers.authorization).toBe(`Bearer ${token}`);
  });

  it("sorts bytes by _id if no sort is given", async () => {
    await using server = await serve((_, response) => response.end(' [{"_id":"a"} ]\n'));
    const bytes = await makeClient(server.url).pageBytes("company", {
      offset: 5_000,
      limit: 5_000,
    });
    expect(new TextDecoder().decode(bytes)).toBe(' [{"_id":"a"} ]\n');
    expect(server.requests[0]?.url).toBe("/companies?limit=5000&offset=5000&sort=_id");
  });

  it("never requests more than a model's maximum", async () => {
    await using server = await serve((_, response) => response.end("[]"));
    const client = makeClient(server.url);
    for (const model of modelNames) {
      const { pageMax } = models[model];
      await expect(client.page(model, { offset: 0, limit: pageMax + 1 })).rejects.toThrow(
        RangeError,
      );
      await expect(client.page(model, { offset: 0, limit: pageMax })).resolves.toEqual([]);
    }
    expect(server.requests).toHaveLength(modelNames.length);
  });

  it("requests a record by any id without leaving the model's path", async () => {
    await using server = await serve((_, response) =>
      response.end('{"_id":"a","custom":{"x 🔥":1}}'),
    );
    const client = makeClient(server.url);
    expect(await client.get("company", "extid-a/../b?c")).toEqual({
      _id: "a",
      custom: { "x 🔥": 1 },
    });
    expect(server.requests[0]?.url).toBe("/companies/extid-a%2F..%2Fb%3Fc");
    await expect(client.get("company", "..")).rejects.toThrow(RangeError);
  });

  it("calls fetch without an object, as browsers require", async () => {
    const seen: unknown[] = [];
    const fetch = function (this: unknown): Promise<Response> {
      seen.push(this);
      return Promise.resolve(new Response("[]"));
    };
    await makeClient("http://planhat.invalid", { fetch }).probe("company");
    expect(seen).toEqual([undefined]);
  });

  it("refuses a token that no header may carry, without repeating it", () => {
    const bad = `${token}\r\nx: y`;
    expect(() => makeClient("http://127.0.0.1:1", { token: bad })).toThrow(TypeError);
    expect(() => makeClient("http://127.0.0.1:1", { token: bad })).not.toThrow(token);
  });

  it.each(["ftp://x.test", "http://user:pass@x.test", "http://x.test/?a=1", "x"])(
    "refuses %s as the base URL",
    (baseUrl) => {
      expect(() => makeClient(baseUrl)).toThrow(TypeError);
    },
  );
});

describe("what an answer means", () => {
  it.each([
    [400, "invalid", false],
    [401, "rejected", false],
    [403, "forbidden", false],
    [404, "not_found", false],
    [408, "planhat_failed", true],
    [413, "invalid", false],
    [429, "throttled", true],
    [500, "planhat_failed", true],
    [504, "planhat_failed", true],
  ] as const)("tells %i as %s", async (status, kind, retryable) => {
    await using server = await serve((_, response) => {
      response.writeHead(status).end('{"message":"no luck"}');
    });
    const error = await catchError(makeClient(server.url).probe("license"));
    expect(error).toMatchObject({
      kind,
      retryable,
      status,
      method: "GET",
      model: "license",
      excerpt: "no luck",
      attempts: 1,
    });
    expect(`http://${error.host}`).toBe(server.url);
  });

  it.each([
    ["<html>Maintenance</html>", "not_json"],
    ['{"data":[]}', "not_an_array"],
    ['[{"_id":"a"},{"_i', "truncated"],
    ["[1]", "not_an_object"],
    ["", "not_json"],
  ])("reports a 200 with %s as an unexpected answer", async (body, reason) => {
    await using server = await serve((_, response) => response.end(body));
    const error = await catchError(makeClient(server.url).page("company", { offset: 0, limit: 1 }));
    expect(error).toMatchObject({
      kind: "unexpected_answer",
      reason,
      status: 200,
      retryable: true,
    });
  });

  it.each([
    ["<html>Maintenance</html>", "not_an_array"],
    ['{"data":[]}', "not_an_array"],
    ['[{"_id":"a"},{"_i', "truncated"],
    ["[", "truncated"],
    ["", "not_an_array"],
  ])("refuses the bytes %s without parsing them", async (body, reason) => {
    await using server = await serve((_, response) => response.end(body));
    const error = await catchError(
      makeClient(server.url).pageBytes("company", { offset: 0, limit: 1 }),
    );
    expect(error).toMatchObject({ kind: "unexpected_answer", reason });
  });

  it("never follows a redirect, so the token is sent to no other host", async () => {
    await using other = await serve((_, response) => response.end("[]"));
    await using server = await serve((_, response) => {
      response.writeHead(302, { location: other.url }).end();
    });
    const error = await catchError(makeClient(server.url).probe("company"));
    expect(error).toMatchObject({
      kind: "unexpected_answer",
      reason: "redirect",
      status: 302,
      retryable: false,
    });
    expect(other.requests).toHaveLength(0);
  });

  it("stops reading a body that exceeds the maximum", async () => {
    await using server = await serve((_, response) => response.end(`["${"x".repeat(100_000)}"]`));
    const client = makeClient(server.url, { maxBodyBytes: 10_000 });
    const error = await catchError(client.pageBytes("company", { offset: 0, limit: 1 }));
    expect(error).toMatchObject({
      kind: "unexpected_answer",
      reason: "too_large",
      retryable: false,
    });
    const ofPage = { offset: 0, limit: 1, maxBytes: 10_000 };
    const ofItsOwn = await catchError(makeClient(server.url).pageBytes("company", ofPage));
    expect(ofItsOwn).toMatchObject({ reason: "too_large" });
  });
});

describe("when no answer comes", () => {
  it("reports a closed port as refused", async () => {
    const server = await serve(() => {});
    await server[Symbol.asyncDispose]();
    const error = await catchError(makeClient(server.url).probe("company"));
    expect(error).toMatchObject({
      kind: "unreachable",
      reason: "refused",
      retryable: true,
      status: undefined,
    });
  });

  it("distinguishes a name that does not exist from a resolver that fails", async () => {
    const error = await catchError(makeClient("http://no-such-host.invalid").probe("company"));
    expect(error).toMatchObject({ kind: "unreachable", reason: "unknown_host" });
  });

  it("reports a port without TLS as tls", async () => {
    await using server = await serve(() => {});
    const error = await catchError(
      makeClient(server.url.replace("http:", "https:")).probe("company"),
    );
    expect(error).toMatchObject({ kind: "unreachable", reason: "tls" });
  });

  it("reports a dropped connection as lost, also within the body", async () => {
    await using server = await serve((request, response) => {
      if (request.url?.startsWith("/users"))
        response.writeHead(200, { "content-length": "100" }).write("[");
      setImmediate(() => request.socket.destroy());
    });
    const client = makeClient(server.url);
    for (const model of ["company", "user"] as const) {
      const error = await catchError(client.probe(model));
      expect(error).toMatchObject({ kind: "unreachable", reason: "connection_lost" });
    }
  });

  it("gives up on a body that never ends", async () => {
    await using server = await serve((_, response) => response.write("["));
    const client = makeClient(server.url, { attemptTimeoutMs: 50 });
    expect(await catchError(client.probe("company"))).toMatchObject({
      kind: "timed_out",
      reason: "attempt",
    });
  });

  it("distinguishes a timeout in its own limiter from a timeout of Planhat", async () => {
    await using server = await serve((_, response) => response.end("[]"));
    const error = await catchError(
      makeClient(server.url, { limiter: neverLimiter, timeoutMs: 20 }).probe("company"),
    );
    expect(error).toMatchObject({ kind: "timed_out", reason: "limiter", attempts: 0 });
    expect(server.requests).toHaveLength(0);
  });

  it("ends at once when its caller aborts while it waits for the limiter", async () => {
    const controller = new AbortController();
    const client = makeClient("http://planhat.invalid", { limiter: neverLimiter });
    const call = catchError(client.probe("company", { signal: controller.signal }));
    controller.abort();
    expect(await call).toMatchObject({ kind: "aborted", attempts: 0 });
  });

  it.each(["headers", "body", "backoff"])(
    "ends at once when its caller aborts during %s",
    async (phase) => {
      const controller = new AbortController();
      await using server = await serve((_, response) => {
        if (phase === "body") response.write("[");
        if (phase === "backoff") response.writeHead(429, { "retry-after": "3" }).end();
        setTimeout(() => controller.abort(), 20);
      });
      const client = makeClient(server.url, { retries: 3 });
      const error = await catchError(client.probe("company", { signal: controller.signal }));
      expect(error).toMatchObject({ kind: "aborted", retryable: false });
      expect(error.durationMs).toBeLessThan(2_000);
    },
  );
});

describe("trying again", () => {
  it("repeats calls that may succeed, and reports every attempt", async () => {
    const answers = [500, 429, 200];
    await using server = await serve((_, response) => {
      const status = answers.shift() ?? 200;
      response.writeHead(status, { "x-rate-limit-remaining": "7", "x-ratelimit-limit": "200" });
      response.end(status === 200 ? "[]" : "");
    });
    const told: RequestInfo[] = [];
    const client = makeClient(server.url, { retries: 3, onRequest: (info) => told.push(info) });
    expect(await client.probe("company")).toEqual({ rows: 0 });
    expect(told.map(({ attempt, errorKind, status }) => [attempt, errorKind, status])).toEqual([
      [1, "planhat_failed", 500],
      [2, "throttled", 429],
      [3, null, 200],
    ]);
    expect(told[2]?.rate).toEqual({ limit: 200, remaining: 7, resetMs: null });
  });

  it("does not repeat calls whose failure only a person can fix", async () => {
    await using server = await serve((_, response) => response.writeHead(401).end());
    const error = await catchError(makeClient(server.url, { retries: 3 }).probe("company"));
    expect([error.kind, server.requests.length]).toEqual(["rejected", 1]);
  });

  it("throws at once, with the wait, if Planhat asks to wait beyond the deadline", async () => {
    await using server = await serve((_, response) =>
      response.writeHead(429, { "retry-after": "60" }).end(),
    );
    const error = await catchError(makeClient(server.url, { retries: 3 }).probe("company"));
    expect(error).toMatchObject({ kind: "throttled", retryAfterMs: 60_000, attempts: 1 });
    expect(error.durationMs).toBeLessThan(2_000);
  });

  it("asks the limiter before every attempt and releases every slot", async () => {
    await using server = await serve((_, response) => response.writeHead(503).end());
    let acquired = 0;
    let released = 0;
    const limiter = {
      acquire: async () => {
        acquired += 1;
        return () => {
          released += 1;
        };
      },
    };
    const error = await catchError(
      makeClient(server.url, { retries: 2, limiter }).probe("company"),
    );
    expect([error.attempts, acquired, released]).toEqual([3, 3, 3]);
  });
});

describe("the record of every attempt", () => {
  it("holds the request, its end and the waits, as plain JSON without the token", async () => {
    await using server = await serve((_, response) => {
      const isFirst = server.requests.length === 1;
      response.writeHead(isFirst ? 429 : 200, isFirst ? { "retry-after": "0.05" } : {});
      response.end(isFirst ? `{"message":"slow down, Bearer ${token}"}` : "[]");
    });
    const told: RequestInfo[] = [];
    const client = makeClient(server.url, { retries: 1, onRequest: (info) => told.push(info) });
    await client.page("enduser", { offset: 0, limit: 2, select: [token, "email"] });
    const [first, second] = told;
    expect(first).toMatchObject({
      model: "enduser",
      kind: "page",
      method: "GET",
      host: client.host,
      path: "/endusers?limit=2&offset=0&select=[token]%2Cemail",
      attempt: 1,
      status: 429,
      errorKind: "throttled",
      reason: null,
      retryAfterMs: 50,
      excerpt: "slow down, Bearer [token]",
      rate: null,
    });
    expect(first?.at).toBe(new Date(first?.at ?? "").toISOString());
    expect(second).toMatchObject({ attempt: 2, status: 200, errorKind: null, bytes: 2 });
    expect(second?.waitedMs).toBeGreaterThanOrEqual(49);
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
    expect(JSON.stringify(told)).not.toContain(token.slice(0, 30));
  });

  it("is made for an attempt without an answer, but not for one that was never sent", async () => {
    await using server = await serve((request) => request.socket.destroy());
    const told: RequestInfo[] = [];
    const onRequest = (info: RequestInfo): unknown => told.push(info);
    await catchError(makeClient(server.url, { onRequest }).probe("company"));
    expect(told).toMatchObject([
      { status: null, errorKind: "unreachable", reason: "connection_lost", bytes: 0, rate: null },
    ]);
    const stuck = makeClient(server.url, { onRequest, limiter: neverLimiter, timeoutMs: 20 });
    await catchError(stuck.probe("company"));
    expect(told).toHaveLength(1);
  });

  it("throws the observer's error unchanged, and releases the slot", async () => {
    await using server = await serve((_, response) => response.end("[]"));
    let held = 0;
    const limiter = {
      acquire: async () => {
        held += 1;
        return () => {
          held -= 1;
        };
      },
    };
    const mistake = new Error("the observer's own");
    const onRequest = (): never => {
      throw mistake;
    };
    const client = makeClient(server.url, { retries: 3, limiter, onRequest });
    await expect(client.probe("company")).rejects.toBe(mistake);
    expect([server.requests.length, held]).toEqual([1, 0]);
  });
});

describe("secrets", () => {
  const spellings = [token, encodeURIComponent(token), Buffer.from(`${token}:`).toString("base64")];

  it.each(spellings)("keeps a token that Planhat echoes out of the error", async (echo) => {
    await using server = await serve((_, response) => {
      response
        .writeHead(401)
        .end(JSON.stringify({ message: `unknown token ${echo} and Bearer ${echo}` }));
    });
    const error = await catchError(makeClient(server.url).probe("company"));
    expect(error.excerpt).toContain("unknown token [token]");
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(echo.slice(0, 30));
  });

  it("keeps records out of the error if a success body is not a list", async () => {
    await using server = await serve((_, response) =>
      response.end('{"email":"ann@acme.example","name":"Ann"}'),
    );
    const error = await catchError(makeClient(server.url).page("enduser", { offset: 0, limit: 1 }));
    expect(error.excerpt).toBe("an object with email, name");
  });
});
