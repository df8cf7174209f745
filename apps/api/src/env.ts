import { backupRetentionDaysDefault } from "@churned/domain/check";
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
  /** The address to listen on; all of the machine's when absent. */
  HOST: z.string().optional(),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//)
    .optional(),
  AUTH_SECRET: z.string().min(32),
  SEALING_PUBLIC_KEY: z.string().refine(isAccepted(parsePublicKey)),
  APP_URL: webUrl.optional(),
  METRICS_PORT: port.optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** Their names are all that is used here: only the worker calls them. */
  PLANHAT_HOSTS: z.string().refine(isAccepted(parseHostTable)).optional(),
  /** For how many days backups of the database are kept: receipts promise when the last one has expired. */
  BACKUP_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(0)
    .max(3_650)
    .default(backupRetentionDaysDefault),
  /** True behind a proxy of ours: the caller's address is then the last one in `X-Forwarded-For`. */
  TRUST_PROXY: flag,
  /** Set by the launcher alone: shows the demo's accounts and its outbox. */
  DEMO: flag,
  SANDBOX_URL: webUrl.optional(),
  EXIT_WITH_PARENT: flag,
});

/** What the API is told from outside, checked. */
export type ApiEnv = ReturnType<typeof readEnv>;

/** Throws `EnvError`, naming everything that is missing or wrong. */
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

/** A demo is opened by either name of this machine. */
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
