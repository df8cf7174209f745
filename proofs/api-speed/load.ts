/** Sends the same request again and again over a few connections, as cheaply as Node can, and measures each answer. */
import { connect, type Socket } from "node:net";

export interface Load {
  readonly perSecond: number;
  /** The time of each answer, sorted. */
  readonly latenciesMs: readonly number[];
}

/** Sends requests to `url` for `forMs` milliseconds. Throws if an answer is not a 200 with a `Content-Length`. */
export async function load(options: {
  readonly url: string;
  readonly cookie: string;
  readonly connections: number;
  readonly forMs: number;
}): Promise<Load> {
  const { host, hostname, port, pathname, search } = new URL(options.url);
  const request = `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${options.cookie}\r\n\r\n`;
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
          await ask(socket, request);
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

function ask(socket: Socket, request: string): Promise<void> {
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
        if (!head.startsWith("HTTP/1.1 200") || length === null)
          return end(new Error(`An answer that is not 200 with a length: ${head.slice(0, 300)}`));
        missing = Number(length[1]) - (head.length - at - 4);
      }
      if (missing === 0) end();
    }
    socket.on("data", read).once("error", end);
    socket.write(request);
  });
}
