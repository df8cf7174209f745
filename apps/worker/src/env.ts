import { parseHostTable, planhatHosts } from "@churned/planhat-client";
import { parseEnv } from "@churned/runtime";
import { createTokenOpener } from "@churned/vault/open";
import { z } from "zod";

const flag = z
  .enum(["true", "false"])
  .default("false")
  .transform((value) => value === "true");
const port = z.coerce.number().int().min(1).max(65_535);
const webUrl = z.url({ protocol: /^https?$/ });

const Env = z.object({
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//)
    .optional(),
  /** The namespace of the queues on Redis. Stacks that share a Redis need different namespaces. */
  QUEUE_PREFIX: z
    .string()
    .regex(/^[\w-]+$/)
    .optional(),
  SEALING_KEYS: z.string().refine(isKeyRing),
  FINGERPRINT_KEY: z.string().regex(/^[\w-]{43}$/),
  PLANHAT_HOSTS: z.string().refine(isHostTable).optional(),
  APP_URL: webUrl.default("http://localhost:3000"),
  /** The address of the API. The worker compares the sealing key that the API serves with its own. */
  API_URL: webUrl.optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//)
    .optional(),
  MAIL_FROM: z.string().default("Churned <planhat@churned.example>"),
  SLACK_WEBHOOK_URL: webUrl.optional(),
  /** Node's own setting: with `1`, outgoing calls use the proxy of HTTP_PROXY and HTTPS_PROXY. */
  NODE_USE_ENV_PROXY: z.string().optional(),
  METRICS_PORT: port.optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  /** Only the launcher sets this. The demo has no mail server: mails are stored, and the outbox shows them. */
  DEMO: flag,
  EXIT_WITH_PARENT: flag,
});

/** The names of the variables that the worker reads. */
export const workerVariables: readonly string[] = Object.keys(Env.shape);

/** The worker's parsed environment. */
export type WorkerEnv = ReturnType<typeof readEnv>;

/** Parses the environment. Throws `EnvError` with the names of all variables that are missing or wrong. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env) {
  const env = parseEnv(Env, source);
  return {
    ...env,
    appUrl: new URL(env.APP_URL).origin,
    hosts: env.PLANHAT_HOSTS === undefined ? planhatHosts : parseHostTable(env.PLANHAT_HOSTS),
  };
}

function isKeyRing(text: string): boolean {
  try {
    createTokenOpener(text);
    return true;
  } catch {
    return false;
  }
}

function isHostTable(text: string): boolean {
  try {
    parseHostTable(text);
    return true;
  } catch {
    return false;
  }
}
