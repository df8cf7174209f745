/** Sends the same request again and again over a few connections, as cheaply as Node can, and measures each answer. */
import { connect, type Socket } from "node:net";

/** A request that writes. */
export interface Put {
  readonly path: string;
  readonly body: string;
}

export interface Load {
  readonly perSecond: number;
  /** The time of each answer, sorted. */
  readonly latenciesMs: readonly number[];
}

/**
 * Sends requests to `url` for `forMs` milliseconds. Throws if an answer has another status than `status` (200 if
 * absent), or no `Content-Length`.
 */
export async function load(options: {
  readonly url: string;
  readonly cookie: string;
  readonly connections: number;
  readonly forMs: number;
  readonly status?: number;
  /** Makes the next request, if the requests differ: a PUT of JSON to a path. */
  readonly put?: (() => Put) | undefined;
}): Promise<Load> {
  const { host, hostname, port, pathname, search } = new URL(options.url);
  const { put, status = 200 } = options;
  const lines = `Host: ${host}\r\nCookie: ${options.cookie}\r\n`;
  const write = (): string => {
    if (put === undefined) return `GET ${pathname}${search} HTTP/1.1\r\n${lines}\r\n`;
    const { path, body } = put();
    return `PUT ${path} HTTP/1.1\r\n${lines}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  };
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const endsAt = startedAt + options.forMs;
  await Promise.all(
    Array.from({ length: options.connections }, async () => {
      const socket = connect(Number(port), hostname);
      socket.setNoDelay(true);
      try {
        while (performance.now() < endsAt) {
          const askedAt = performance.now();
          await ask(socket, write(), status);
          latenciesMs.push(performance.now() - askedAt);
        }
      } finally {
        socket.destroy();
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    perSecond: latenciesMs.length / seconds,
    latenciesMs: latenciesMs.toSorted((a, b) => a - b),
  };
}

function ask(socket: Socket, request: string, status: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let head = "";
    let missing: number | undefined;
    const end = (error?: Error): void => {
      socket.off("data", read).off("error", end);
      if (error === undefined) resolve();
      else reject(error);
    };
    function read(chunk: Buffer): void {
      if (missing !== undefined) missing -= chunk.length;
      else {
        head += chunk.toString("latin1");
        const at = head.indexOf("\r\n\r\n");
        if (at === -1) return;
        const length = /^content-length: (\d+)/im.exec(head.slice(0, at));
        if (!head.startsWith(`HTTP/1.1 ${status}`) || length === null)
          return end(
            new Error(`An answer that is not ${status} with a length: ${head.slice(0, 300)}`),
          );
        missing = Number(length[1]) - (head.length - at - 4);
      }
      if (missing === 0) end();
    }
    socket.on("data", read).once("error", end);
    socket.write(request);
  });
}
