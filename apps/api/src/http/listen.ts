/**
 * The HTTP server. Every request gets an answer of our own form: also a request that is not valid HTTP, which neither
 * Node nor the adapter gives to the app.
 */
import { createServer, STATUS_CODES, type Server } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener, RequestError } from "@hono/node-server";

export interface ListenOptions {
  readonly fetch: (request: Request, env?: object) => Response | Promise<Response>;
  /** Answers a request that is not valid HTTP. */
  readonly answerMalformed: () => Response | Promise<Response>;
  readonly port: number;
  readonly hostname?: string | undefined;
}

/** Resolves when the server listens. Rejects if the server cannot use the port. */
export function listen(options: ListenOptions): Promise<Server> {
  const { fetch, answerMalformed, port, hostname } = options;
  return new Promise((resolve, reject) => {
    const listener = getRequestListener(fetch, {
      // The app itself answers every error of a request that it got.
      errorHandler: (error) =>
        error instanceof RequestError ? answerMalformed() : new Response(null, { status: 500 }),
    });
    // Node's own answer to a request without `Host` is empty.
    const server = createServer({ requireHostHeader: false }, (request, response) => {
      void listener(request, response);
    });
    server.once("error", reject);
    // An expectation that we do not know changes nothing. Node's own answer, 417, is empty.
    server.on("checkExpectation", (request, response) => server.emit("request", request, response));
    server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
      if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
      else void answerRaw(socket, answerMalformed());
    });
    server.listen({ port, host: hostname }, () => resolve(server));
  });
}

/** Writes an answer to a connection for which Node has no request, and ends the connection. */
async function answerRaw(socket: Duplex, answer: Response | Promise<Response>): Promise<void> {
  const response = await answer;
  const body = Buffer.from(await response.arrayBuffer());
  response.headers.set("Connection", "close");
  response.headers.set("Content-Length", String(body.length));
  const lines = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const status = `${response.status} ${STATUS_CODES[response.status] ?? ""}`;
  socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${lines}\r\n`), body]));
}
