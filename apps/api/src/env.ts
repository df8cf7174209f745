import { backupRetentionDaysDefault } from "@churned/domain/history";
import { parseHostTable, planhatHosts } from "@churned/planhat-client";
import { parseEnv } from "@churned/runtime";
import { parsePublicKey } from "@churned/vault/seal";
import { z } from "zod";

const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((value) => value === "true");
const port = z.coerce.number().int().min(1).max(65_535);
const webUrl = z.url({ protocol: /^https?$/ });

const Env = z.object({
  PORT: port.default(3000),
  /** The address to listen on. Default: all addresses of the machine. */
  HOST: z.string().optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//)
    .optional(),
  AUTH_SECRET: z.string().min(32),
  SEALING_PUBLIC_KEY: z.string().refine(isAccepted(parsePublicKey)),
  APP_URL: webUrl.optional(),
  /** Where to report a vulnerability, for security.txt: a `mailto:` or `https:` address. */
  SECURITY_CONTACT: z.url({ protocol: /^(mailto|https)$/ }).optional(),
  METRICS_PORT: port.optional(),
  /** True if every caller may read `/metrics` on the port of the API. Otherwise only this machine may. */
  METRICS_FOR_ALL: flag,
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** The API uses only the names of the hosts. Only the worker calls the hosts. */
  PLANHAT_HOSTS: z.string().refine(isAccepted(parseHostTable)).optional(),
  /** How many days backups of the database are kept. A receipt promises the day on which the last backup expires. */
  BACKUP_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_650)
    .default(backupRetentionDaysDefault),
  /** True behind our own proxy. The caller's address is then the last address in `X-Forwarded-For`. */
  TRUST_PROXY: flag,
  /** Only the launcher sets this. Shows the accounts and the outbox of the demo. */
  DEMO: flag,
  SANDBOX_URL: webUrl.optional(),
  EXIT_WITH_PARENT: flag,
});

/** The API's parsed environment. */
export type ApiEnv = ReturnType<typeof readEnv>;

/** Parses the environment. Throws `EnvError` with the names of all variables that are missing or wrong. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env) {
  const env = parseEnv(Env, source);
  const appUrl = new URL(env.APP_URL ?? `http://localhost:${env.PORT}`).origin;
  const hosts = env.PLANHAT_HOSTS === undefined ? planhatHosts : parseHostTable(env.PLANHAT_HOSTS);
  return {
    ...env,
    appUrl,
    trustedOrigins: listOrigins(appUrl, env),
    planhatHosts: hosts.map(({ name }) => name),
  };
}

/** A person may open the demo under both local names of this machine. */
function listOrigins(appUrl: string, env: { DEMO: boolean; PORT: number }): string[] {
  if (!env.DEMO) return [appUrl];
  return [...new Set([appUrl, `http://localhost:${env.PORT}`, `http://127.0.0.1:${env.PORT}`])];
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
