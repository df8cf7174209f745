import { createServer, connect, type Socket } from "node:net";

/** A TCP proxy that can simulate network failures. */
export type FaultProxy = AsyncDisposable & {
  readonly host: string;
  readonly port: number;
  /** The target's URL with the host and port of the proxy. */
  readonly url: string;
  /** Cuts every connection and refuses new ones, like a machine that is down. */
  drop(): Promise<void>;
  /** Keeps connections open and accepts new ones, but passes no data. */
  stall(): void;
  /** Makes all current connections half-open: drops their data and does not pass on their ends. New connections work. */
  halfOpen(): void;
  /** Passes data again. Data that waited during a stall arrives now. */
  heal(): Promise<void>;
};

/** Starts a proxy on a free port of 127.0.0.1 in front of `target`, a URL with a port
 *  (`postgresql://…:5432/db`, `redis://…:6379`, `http://…:4010/api`). At first it passes everything. */
export async function createFaultProxy(options: { readonly target: string }): Promise<FaultProxy> {
  const target = new URL(options.target);
  const sockets = new Set<Socket>();
  const forgotten = new WeakSet<Socket>();
  let isStalled = false;

  const track = (socket: Socket, other: () => Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      if (forgotten.has(socket)) return;
      if (!other().write(chunk)) socket.pause();
    });
    socket.on("drain", () => {
      if (!isStalled) other().resume();
    });
    socket.on("end", () => {
      if (forgotten.has(socket)) socket.end();
      else other().end();
    });
    socket.on("error", () => {
      if (!forgotten.has(socket)) other().destroy();
    });
    socket.on("close", () => {
      sockets.delete(socket);
      if (!forgotten.has(socket)) other().destroy();
    });
    if (isStalled) socket.pause();
  };

  const server = createServer({ allowHalfOpen: true }, (inbound) => {
    const outbound = connect({
      host: target.hostname,
      port: Number(target.port),
      allowHalfOpen: true,
    });
    track(inbound, () => outbound);
    track(outbound, () => inbound);
  });
  const listen = async (port: number): Promise<number> =>
    await new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        server.off("error", reject);
        const address = server.address();
        if (address !== null && typeof address === "object") resolve(address.port);
      });
    });
  const drop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await closed;
  };

  const port = await listen(0);
  const url = new URL(target);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    host: "127.0.0.1",
    port,
    url: url.href,
    drop,
    stall: () => {
      isStalled = true;
      for (const socket of sockets) socket.pause();
    },
    halfOpen: () => {
      for (const socket of sockets) {
        forgotten.add(socket);
        socket.resume();
      }
    },
    heal: async () => {
      isStalled = false;
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(port);
    },
    [Symbol.asyncDispose]: drop,
  };
}
