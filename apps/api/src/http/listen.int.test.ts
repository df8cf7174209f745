/** The guarantees of the server for requests that the app never gets, and for callers that break off. */
import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { createMetrics } from "@churned/runtime";
import { waitFor } from "@churned/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerMalformedRequest, createApi } from "../app.ts";
import { startTestApi, type TestApi } from "../testing/test-api.ts";
import { listen } from "./listen.ts";

let api: TestApi;
let server: Awaited<ReturnType<typeof listen>>;
let port: number;

beforeAll(async () => {
  api = await startTestApi();
  const { fetch } = api;
  const answerMalformed = () => answerMalformedRequest({ fetch });
  server = await listen({ fetch, answerMalformed, port: 0, hostname: "127.0.0.1" });
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api[Symbol.asyncDispose]();
});

/** Sends the bytes as they are, and returns the whole answer. */
async function send(request: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(request);
  return await text(socket);
}

describe("a request that is not valid HTTP", () => {
  test.each([
    ["without a Host", "GET /v1/me HTTP/1.1\r\nConnection: close\r\n\r\n"],
    ["with an empty Host", "GET /v1/me HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"],
    ["with spaces in the Host", "GET /v1/me HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n"],
    ["with a path in the Host", "GET / HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n"],
    ["with a backslash in the path", "GET /\\x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"],
    ["with an unknown method", "FETCH / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["that is no request", "hello\r\n\r\n"],
    ["with very long headers", `GET / HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(40_000)}\r\n\r\n`],
  ])("%s gets a problem with security headers", async (_, request) => {
    const answer = await send(request);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).toMatch(/content-type: application\/problem\+json\r\n/i);
    expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
    expect(answer).toMatch(/x-content-type-options: nosniff/i);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toMatchObject({
      code: "MALFORMED",
      status: 400,
    });
  });

  test("does not include one with an unknown expectation, which is answered as usual", async () => {
    const request =
      "GET /v1/me HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\nConnection: close\r\n\r\n";
    const answer = await send(request);
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toMatch(/content-security-policy: default-src 'none'/i);
    expect(answer).toContain('"code":"UNAUTHENTICATED"');
  });
});

test.each(["/v1/invitations/exchange", "/api/auth/sign-in/email"])(
  "an upload to %s that the caller breaks off is no error of ours",
  async (path) => {
    const before = api.log().length;
    for (const length of ["Content-Length: 5000", "Transfer-Encoding: chunked"]) {
      const socket = connect(port, "127.0.0.1");
      socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\n${length}\r\n\r\n5\r\n{"a":`);
      await once(server, "request");
      socket.resetAndDestroy();
    }
    const logged = () =>
      api
        .log()
        .slice(before)
        .split("\n")
        .filter((line) => line.includes('"request'));
    await waitFor(() => logged().length === 2, { what: "two lines of the log" });
    for (const line of logged())
      expect(JSON.parse(line)).toMatchObject({ level: "info", status: 499, problem: "CANCELLED" });
  },
);

describe("the metrics on the port of the API", () => {
  const get = (headers = "") =>
    send(`GET /metrics HTTP/1.1\r\nHost: a\r\n${headers}Connection: close\r\n\r\n`);

  test("are for callers on this machine only, and not for callers behind a proxy", async () => {
    expect(await get()).toContain("http_request_duration_seconds");
    for (const header of ["X-Forwarded-For: 192.0.2.1\r\n", "Forwarded: for=192.0.2.1\r\n"])
      expect(await get(header)).toMatch(/^HTTP\/1\.1 404 /);
    // A caller of whom no address is known is not on this machine.
    expect((await api.call("GET", "/metrics")).status).toBe(404);
  });

  test("are for all callers with METRICS_FOR_ALL", async () => {
    const env = { ...api.deps.env, METRICS_FOR_ALL: true };
    const open = createApi({ ...api.deps, env, metrics: createMetrics() });
    expect((await open.request("/metrics", {}, {})).status).toBe(200);
  });
});
