import { createServer } from "node:net";

import { LaunchError } from "./launch-error.ts";

// A server on any of these addresses would receive a part of the traffic to http://localhost:PORT.
const addresses = ["127.0.0.1", "0.0.0.0", "::1", "::"];

/** Throws LaunchError if a port is taken. The error names the first such port, and the variable that changes it. */
export async function requireFreePorts(
  ports: readonly { readonly variable: string; readonly port: number; readonly what: string }[],
): Promise<void> {
  for (const { variable, port, what } of ports) {
    for (const address of addresses) {
      const code = await tryListen(port, address);
      if (code === "EADDRINUSE") {
        throw new LaunchError(`Port ${port}, for ${what}, is taken by another program.`, [
          `Stop that program, or choose another port: ${variable}=${port + 1} npm start`,
        ]);
      }
      if (code === "EACCES") {
        throw new LaunchError(`Port ${port}, for ${what}, is not allowed for this user.`, [
          `Choose another port: ${variable}=${port + 10_000} npm start`,
        ]);
      }
    }
  }
}

async function tryListen(port: number, address: string): Promise<string | undefined> {
  return await new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve("code" in error ? String(error.code) : "unknown"));
    server.listen({ port, host: address, ipv6Only: address === "::" }, () =>
      server.close(() => resolve(undefined)),
    );
  });
}
