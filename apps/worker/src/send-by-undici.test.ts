import { once } from "node:events";
import type { IncomingMessage, RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import type { RequestInfo, Send } from "@churned/planhat-client";
import { createPlanhatClient } from "@churned/planhat-client";
import { afterEach, describe, expect, it } from "vitest";
import { createSender } from "./send-by-undici.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function makeSender({ usesEnvProxy = false } = {}): Send {
  const { send, close } = createSender({ usesEnvProxy });
  closers.push(close);
  return send;
}

/** Reads a page of companies, and returns the records or the error, and what the observer heard. */
async function read(baseUrl: string, send: Send | undefined, signal?: AbortSignal) {
  const heard: RequestInfo[] = [];
  const client = createPlanhatClient({
    baseUrl,
    token: "Zk3q".repeat(10),
    retries: 0,
    attemptTimeoutMs: 300,
    maxBodyBytes: 2_000,
    onRequest: (info) => heard.push(info),
    ...(send === undefined ? {} : { send }),
  });
  const options = { offset: 0, limit: 9, ...(signal === undefined ? {} : { signal }) };
  const result = await client.page("company", options).then(
    (rows) => ({ rows }),
    (error: unknown) => error as { kind: string; reason?: string; status?: number },
  );
  const [{ status, rate, bytes } = { status: 0, rate: null, bytes: 0 }] = heard;
  const { kind, reason, status: failedWith } = "kind" in result ? result : {};
  const rows = "rows" in result ? result.rows : undefined;
  return { rows, kind, reason, failedWith, status, rate, bytes };
}

const rows = [{ _id: "a", name: "Initech" }];
const body = JSON.stringify(rows);
const json = { "content-type": "application/json" };
const answers: Record<string, RequestListener> = {
  "a plain answer": (_, response) => response.writeHead(200, json).end(body),
  "an answer in two parts with rate headers": (_, response) => {
    response.writeHead(200, { ...json, "x-ratelimit-limit": "200", "x-ratelimit-remaining": "7" });
    response.write(body.slice(0, 5), () => response.end(body.slice(5)));
  },
  "a byte order mark": (_, response) => response.writeHead(200, json).end(`\uFEFF${body}`),
  "an early hint": (_, response) => {
    response.writeEarlyHints({ link: "</a>; rel=preload" });
    response.writeHead(200, json).end(body);
  },
  gzip: (_, response) =>
    response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(gzipSync(body)),
  deflate: (_, response) =>
    response.writeHead(200, { ...json, "content-encoding": "deflate" }).end(deflateSync(body)),
  "a small answer that is large when uncompressed": (_, response) =>
    response
      .writeHead(200, { ...json, "content-encoding": "gzip" })
      .end(gzipSync(`[${" ".repeat(100_000)}]`)),
  "an answer that is too large": (_, response) =>
    response.writeHead(200, json).end(`[${" ".repeat(100_000)}]`),
  "a rejected token": (_, response) =>
    response.writeHead(401, json).end('{"message":"Invalid token"}'),
  "a large page of a firewall": (_, response) => response.writeHead(403).end("<".repeat(200_000)),
  "a redirect": (_, response) => response.writeHead(302, { location: "/elsewhere" }).end(),
  "a throttle": (_, response) => response.writeHead(429, { "retry-after": "7" }).end(),
  silence: () => undefined,
  "an end in the middle of the body": (_, response) => {
    response.writeHead(200, { ...json, "content-length": "500" });
    response.write("[", () => response.destroy());
  },
  "an end without an answer": (request: IncomingMessage) => request.destroy(),
};

describe("a call by undici", () => {
  it.each(Object.entries(answers))("ends as by fetch, for %s", async (_, listener) => {
    const url = await serve(listener);
    const byFetch = await read(url, undefined);
    expect(await read(url, makeSender())).toEqual(byFetch);
  });

  it("ends as by fetch for a port that refuses, and for a name without an address", async () => {
    const closed = await serve(() => undefined);
    await closers.pop()?.();
    for (const url of [closed, "http://no-such-host.invalid"])
      expect(await read(url, makeSender())).toEqual(await read(url, undefined));
  });

  it("reads Brotli, and asks for the encodings that it reads", async () => {
    let accepted: string | undefined;
    const url = await serve((request, response) => {
      accepted = request.headers["accept-encoding"] as string;
      response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(body));
    });
    expect((await read(url, makeSender())).rows).toEqual(rows);
    expect(accepted).toBe("gzip, deflate, br");
  });

  it("ends at an abort, before and during the request, and closes the connection", async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<IncomingMessage>();
    const url = await serve((request) => arrive(request));
    const send = makeSender();
    expect((await read(url, send, AbortSignal.abort())).kind).toBe("aborted");
    const caller = new AbortController();
    const reading = read(url, send, caller.signal);
    const request = await arrived;
    const closed = once(request.socket, "close");
    caller.abort();
    expect((await reading).kind).toBe("aborted");
    await closed;
  });
});

it("goes through the proxy of the environment, if Node is told to use this proxy", async () => {
  const asked: string[] = [];
  const proxy = createServer();
  proxy.on("connect", (request: IncomingMessage, socket: Socket) => {
    asked.push(request.url ?? "");
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  proxy.listen(0, "127.0.0.1");
  await once(proxy, "listening");
  closers.push(async () => await new Promise((resolve) => proxy.close(resolve)));
  process.env["HTTP_PROXY"] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  closers.push(async () => delete process.env["HTTP_PROXY"]);
  await read("http://planhat.invalid", makeSender({ usesEnvProxy: true }));
  expect(asked).toEqual(["planhat.invalid:80"]);
});
