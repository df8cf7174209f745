import { createServer } from "node:http";
import type { IncomingMessage, RequestListener } from "node:http";

/** A real HTTP server for one test, on a free port. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: IncomingMessage[];
}

/** Serves `handle` on 127.0.0.1 until the server is disposed. Disposal closes all open connections. */
export async function serve(handle: RequestListener): Promise<TestServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    handle(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
