/**
 * The settings of the command line. They come from its environment. In a checkout where `npm start` has run, they
 * also come from the folder in which `npm start` keeps its secrets.
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseHostTable, planhatHosts } from "@churned/planhat-client";
import { parseEnv } from "@churned/runtime";
import { parsePublicKey } from "@churned/vault/seal";
import { z } from "zod";

const rootFolder = fileURLToPath(new URL("../../..", import.meta.url));

const Env = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//)
    .optional(),
  AUTH_SECRET: z.string().min(32),
  SEALING_PUBLIC_KEY: z.string().refine(isAccepted(parsePublicKey)),
  APP_URL: z.url({ protocol: /^https?$/ }).optional(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  PLANHAT_HOSTS: z.string().refine(isAccepted(parseHostTable)).optional(),
});

/** The parsed environment of the command line. */
export type CliEnv = ReturnType<typeof readCliEnv>;

type Source = Readonly<Record<string, string | undefined>>;

/** Parses the environment. Throws `EnvError` with the names of all variables that are missing or wrong. */
export function readCliEnv(source: Source = process.env) {
  const env = parseEnv(Env, { ...readDataDir(source), ...withoutEmpty(source) });
  const hosts = env.PLANHAT_HOSTS === undefined ? planhatHosts : parseHostTable(env.PLANHAT_HOSTS);
  return {
    ...env,
    appUrl: new URL(env.APP_URL ?? `http://localhost:${env.PORT}`).origin,
    planhatHosts: hosts.map(({ name }) => name),
  };
}

/** The environment that the launcher gives to the demo's seed. */
export function readSeedEnv(source: Source = process.env) {
  return parseEnv(Env.pick({ DATABASE_URL: true, AUTH_SECRET: true, APP_URL: true }), source);
}

const Secrets = z.object({
  apiDbPassword: z.string(),
  authSecret: z.string(),
  sealingPublicKey: z.string(),
});

/** The settings of the stack that `npm start` runs in this checkout. Empty if `npm start` has not run. */
function readDataDir(source: Source): Source {
  const folder = resolve(rootFolder, source["DATA_DIR"] || ".data");
  const [secretsFile, portFile] = [join(folder, "secrets.json"), join(folder, "postgres.port")];
  if (!existsSync(secretsFile)) return {};
  const secrets = Secrets.parse(JSON.parse(readFileSync(secretsFile, "utf8")));
  return {
    AUTH_SECRET: secrets.authSecret,
    SEALING_PUBLIC_KEY: secrets.sealingPublicKey,
    // Without this file, `npm start` used a database that DATABASE_URL named, so the command needs DATABASE_URL too.
    ...(existsSync(portFile)
      ? { DATABASE_URL: makeUrl(secrets.apiDbPassword, readFileSync(portFile, "utf8").trim()) }
      : {}),
  };
}

function makeUrl(password: string, port: string): string {
  const url = new URL(`postgresql://churned_api@127.0.0.1:${port}/postgres`);
  url.password = password;
  return url.href;
}

function withoutEmpty(source: Source): Source {
  return Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
}

function isAccepted(read: (text: string) => unknown): (text: string) => boolean {
  return (text) => {
    try {
      read(text);
      return true;
    } catch {
      return false;
    }
  };
}
