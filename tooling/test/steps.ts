import { readFileSync } from "node:fs";
import { join } from "node:path";

import { buildConsole } from "../launch/console-build.ts";
import { rootFolder } from "../launch/settings.ts";
import { findBrowser } from "./find-browser.ts";
import { runCheck, runCounting, runVitest, type Count } from "./run-command.ts";
import type { SharedServices } from "./services.ts";

/** One step of `npm test`. */
export type Step = {
  readonly name: string;
  readonly title: string;
  /** `undefined`: not run, and said why. */
  readonly run: () => Promise<Count | undefined>;
};

/** All steps, in the order in which they tell most for the least time. */
export function listSteps(services: SharedServices, isCi: boolean): Step[] {
  const env = makeTestEnv(process.env);
  const withServices = async (): Promise<Record<string, string | undefined>> => ({
    ...env,
    ...(await services.findEnv()),
  });
  const inBrowser = async (project: string): Promise<Count | undefined> => {
    const browser = findBrowser(process.env);
    if (browser)
      return await runVitest(project, { ...(await withServices()), CHROMIUM_PATH: browser });
    console.log(
      "No Chromium was found (CHROMIUM_PATH, or chromium on PATH): this is NOT TESTED here.",
    );
    return isCi ? { passed: 0, failed: 1 } : undefined;
  };
  return [
    {
      name: "format",
      title: "Format",
      run: async () => await runCheck("oxfmt", ["--check", "."], env),
    },
    {
      name: "lint",
      title: "Lint",
      run: async () => await runCheck("oxlint", ["--deny-warnings"], env),
    },
    { name: "knip", title: "Dead code", run: async () => await runCheck("knip", [], env) },
    {
      name: "docs",
      title: "Documents",
      run: async () => await runCheck(process.execPath, ["tooling/check-docs.ts"], env),
    },
    {
      name: "folders",
      title: "Folders import in one direction",
      run: async () => await runCheck(process.execPath, ["tooling/check-folders.ts"], env),
    },
    {
      name: "views",
      title: "Views written from the registry",
      run: async () => await runCheck(process.execPath, ["tooling/write-views.ts", "--check"], env),
    },
    { name: "types", title: "Types", run: async () => await runTypes(env) },
    { name: "unit", title: "Unit tests", run: async () => await runVitest("unit", env) },
    {
      name: "components",
      title: "Components, rendered",
      run: async () => await runVitest("component", env),
    },
    {
      name: "integration",
      title: "Integration tests (PostgreSQL and Redis)",
      run: async () => {
        const found = await withServices();
        if (!found["TEST_REDIS_URL"])
          console.log("No Redis was found: the queue on Redis is NOT TESTED here.");
        return await runVitest("int", found);
      },
    },
    { name: "build", title: "Console build", run: buildForTests },
    {
      name: "proofs",
      title: "Proofs, short",
      run: async () =>
        await runCounting("tooling/prove/main.ts", ["--short"], await withServices()),
    },
    { name: "e2e", title: "End to end", run: async () => await inBrowser("e2e") },
    { name: "accessibility", title: "Accessibility", run: async () => await inBrowser("a11y") },
  ];
}

/** Settings of the person's own installation must not reach the tests. */
function makeTestEnv(source: NodeJS.ProcessEnv): Record<string, string | undefined> {
  const own =
    /^(?:DATABASE_URL|REDIS_URL|DATA_DIR|PORT|SANDBOX_PORT|METRICS_PORT|APP_URL|PLANHAT_HOSTS|SEALING_\w+|FINGERPRINT_KEY|AUTH_SECRET|SMTP_URL|SLACK_WEBHOOK_URL|LOG_LEVEL|NODE_ENV|npm_\w+)$/;
  const kept = Object.entries(source).filter(([name]) => !own.test(name));
  return { ...Object.fromEntries(kept), TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
}

/** turbo starts each package's script through pnpm, which therefore must be on PATH: npx puts it there. */
async function runTypes(env: Record<string, string | undefined>): Promise<Count> {
  const manifest = readFileSync(join(rootFolder, "package.json"), "utf8");
  const { packageManager } = JSON.parse(manifest) as { packageManager: string };
  const turbo = ["turbo", "run", "types", "--output-logs=errors-only", "--continue"];
  return await runCheck("npx", ["--yes", packageManager, "exec", ...turbo], env);
}

async function buildForTests(): Promise<Count> {
  try {
    await buildConsole((line) => console.log(line));
    return { passed: 1, failed: 0 };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}
