import { resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { LaunchError } from "./launch-error.ts";

/** The repository's root. */
export const rootFolder = fileURLToPath(new URL("../..", import.meta.url));

/** The settings of `npm start`. */
export type Settings = {
  readonly port: number;
  readonly sandboxPort: number;
  readonly dataDir: string;
  readonly appUrl: string;
  readonly databaseUrl: string | undefined;
  readonly isReset: boolean;
  /** Prints how long each phase of the start took. */
  readonly isTimed: boolean;
};

/** Reads arguments and environment. Throws LaunchError with the first invalid setting. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv): Settings {
  for (const arg of args) {
    if (arg !== "--reset" && arg !== "--timing") {
      throw new LaunchError(`"${arg}" is not understood.`, [
        "npm start              starts everything",
        "npm start -- --reset   removes what earlier starts kept, then starts",
        "npm start -- --timing  prints how long each phase of the start took",
      ]);
    }
  }
  const port = readPort(env, "PORT", 3000);
  const sandboxPort = readPort(env, "SANDBOX_PORT", 4010);
  if (port === sandboxPort) {
    throw new LaunchError(`PORT and SANDBOX_PORT are both ${port}.`, ["Give one of them another."]);
  }
  return {
    port,
    sandboxPort,
    dataDir: resolve(rootFolder, env["DATA_DIR"] || ".data"),
    appUrl: env["APP_URL"] || `http://localhost:${port}`,
    databaseUrl: env["DATABASE_URL"] || undefined,
    isReset: args.includes("--reset"),
    isTimed: args.includes("--timing"),
  };
}

function readPort(env: NodeJS.ProcessEnv, name: string, fallback: number): number {
  const text = env[name];
  if (!text) return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new LaunchError(`${name}=${text} is not a port.`, ["Give a number from 1 to 65535."]);
}
