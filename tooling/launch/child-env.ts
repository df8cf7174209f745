import { join } from "node:path";

import type { DatabaseUrls } from "./database.ts";
import type { Secrets } from "./secrets.ts";
import type { Settings } from "./settings.ts";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Variables that any process may need. No other variable is passed on to all processes, so that a secret reaches only
 * the process that needs it.
 */
const commonNames =
  "PATH HOME TMPDIR TZ LANG LC_ALL LOG_LEVEL NODE_COMPILE_CACHE NODE_OPTIONS NODE_EXTRA_CA_CERTS NODE_USE_ENV_PROXY HTTP_PROXY HTTPS_PROXY NO_PROXY".split(
    " ",
  );

/** Makes the environment of each process. Each environment contains only the secrets of its process. */
export function makeChildEnvs(options: {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly urls: DatabaseUrls;
  readonly isDemo: boolean;
  readonly env: NodeJS.ProcessEnv;
}): { readonly api: Env; readonly worker: Env; readonly seed: Env } {
  const { settings, secrets, urls, isDemo, env } = options;
  const common = pick(env, commonNames);
  const shared = {
    ...common,
    ...pick(env, ["REDIS_URL"]),
    APP_URL: settings.appUrl,
    PLANHAT_HOSTS: env["PLANHAT_HOSTS"] || listSandboxHosts(settings.sandboxPort),
  };
  const sealingPublicKey = env["SEALING_PUBLIC_KEY"] || secrets.sealingPublicKey;
  const api = {
    ...shared,
    ...pick(env, ["METRICS_PORT", "TRUST_PROXY", "BACKUP_RETENTION_DAYS"]),
    // The demo's passwords are public, so the demo listens only on this machine, unless HOST is set.
    HOST: env["HOST"] || "127.0.0.1",
    PORT: String(settings.port),
    DATABASE_URL: urls.api,
    AUTH_SECRET: env["AUTH_SECRET"] || secrets.authSecret,
    SEALING_PUBLIC_KEY: sealingPublicKey,
    DEMO: String(isDemo),
    SANDBOX_URL: `http://localhost:${settings.sandboxPort}`,
  };
  const worker = {
    ...shared,
    ...pick(env, ["SMTP_URL", "MAIL_FROM", "SLACK_WEBHOOK_URL"]),
    DATABASE_URL: urls.worker,
    SEALING_KEYS: env["SEALING_KEYS"] || secrets.sealingKeys,
    FINGERPRINT_KEY: env["FINGERPRINT_KEY"] || secrets.fingerprintKey,
    API_URL: `http://127.0.0.1:${settings.port}`,
    DEMO: String(isDemo),
  };
  const seed = {
    ...common,
    APP_URL: settings.appUrl,
    AUTH_SECRET: api.AUTH_SECRET,
    DATABASE_URL: urls.owner,
  };
  return { api, worker, seed };
}

/** The sandbox's environment, without a database and without secrets. */
export function makeSandboxEnv(settings: Settings, env: NodeJS.ProcessEnv): Env {
  return {
    ...pick(env, commonNames),
    SANDBOX_PORT: String(settings.sandboxPort),
    SANDBOX_DATA_FILE: join(settings.dataDir, "sandbox.json"),
  };
}

function listSandboxHosts(port: number): string {
  return ["api", "api-eu", "api-us2"]
    .map((name) => `${name}=http://127.0.0.1:${port}/${name}`)
    .join(",");
}

function pick(env: NodeJS.ProcessEnv, names: readonly string[]): Env {
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
