import { createServer, request } from "node:http";
import { connect, type AddressInfo } from "node:net";

import { afterAll, beforeAll, expect, test } from "vitest";

import { createFaultProxy } from "./fault-proxy.ts";

const server = createServer((_req, res) => res.end("here"));
let target = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => server.close());

async function get(url: string, timeoutMs = 2_000): Promise<string> {
  return await new Promise((resolve) => {
    const req = request(url, { agent: false, timeout: timeoutMs }, (res) => {
      res.setEncoding("utf8").on("data", resolve);
    });
    req.on("timeout", () => {
      resolve("silence");
      req.destroy();
    });
    req.on("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    req.end();
  });
}

test("refuses connections while dropped and passes them on after heal", async () => {
  await using proxy = await createFaultProxy({ target });
  expect(await get(proxy.url)).toBe("here");
  await proxy.drop();
  expect(await get(proxy.url)).toBe("ECONNREFUSED");
  await proxy.heal();
  expect(await get(proxy.url)).toBe("here");
});

test("accepts and says nothing while stalled, and delivers after heal", async () => {
  await using proxy = await createFaultProxy({ target });
  proxy.stall();
  expect(await get(proxy.url, 100)).toBe("silence");
  const waiting = get(proxy.url);
  await proxy.heal();
  expect(await waiting).toBe("here");
});

test("swallows what is sent on connections it forgot, and passes new ones", async () => {
  await using proxy = await createFaultProxy({ target });
  const socket = connect({ host: proxy.host, port: proxy.port });
  const heard: string[] = [];
  for (const event of ["data", "end", "close", "error"]) socket.on(event, () => heard.push(event));
  await new Promise((resolve) => socket.once("connect", resolve));
  // An answer shows that the proxy has accepted the connection.
  expect(await get(proxy.url)).toBe("here");
  proxy.halfOpen();
  socket.write("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
  expect(await get(proxy.url)).toBe("here");
  expect(heard).toEqual([]);
  socket.destroy();
});
