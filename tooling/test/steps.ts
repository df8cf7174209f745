import { readFileSync } from "node:fs";
import { join } from "node:path";

import { buildConsole } from "../launch/console-build.ts";
import { rootFolder } from "../launch/settings.ts";
import { findBrowser } from "./find-browser.ts";
import { runCheck, runCounting, runVitest, type Count } from "./run-command.ts";
import type { Work } from "./run-side-by-side.ts";
import type { SharedServices } from "./services.ts";
import type { StepOutput } from "./show-in-turn.ts";

/** One step of `npm test`. */
export interface Step extends Work {
  readonly title: string;
  /** Runs the step. `undefined` if the step could not run; the step then prints the reason. */
  readonly run: (output: StepOutput) => Promise<Count | undefined>;
}

/** The options for the steps. */
export interface StepOptions {
  readonly services: SharedServices;
  /** Whether a missing browser is a failure. */
  readonly isCi: boolean;
  /** Additional arguments for vitest. */
  readonly vitestArgs: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * All steps in the order of their start: cheap checks first, then long steps. Short steps come last and fill the
 * remaining time.
 */
export function listSteps({ services, isCi, vitestArgs: args }: StepOptions): Step[] {
  const env = makeTestEnv(process.env);
  const withServices = async (): Promise<Env> => ({ ...env, ...(await services.findEnv()) });
  const check = (name: string, title: string, command: string, ...rest: string[]): Step => ({
    name,
    title,
    run: async (output) => await runCheck({ command, args: rest, env, output }),
  });
  const script = (name: string, title: string, ...rest: string[]): Step =>
    check(name, title, process.execPath, ...rest);
  const prove = async (output: StepOutput, which: string): Promise<Count> =>
    await runCounting("proofs/main.ts", {
      args: ["--short", which],
      env: await withServices(),
      output,
    });
  const inBrowser = async (project: string, output: StepOutput): Promise<Count | undefined> => {
    const browser = findBrowser(process.env);
    if (browser) {
      const found = { ...(await withServices()), CHROMIUM_PATH: browser };
      return await runVitest(project, { args, env: found, output });
    }
    output.write(
      "No Chromium was found (CHROMIUM_PATH, or chromium on PATH): this is NOT TESTED here.\n",
    );
    return isCi ? { passed: 0, failed: 1 } : undefined;
  };
  return [
    check("format", "Format", "oxfmt", "--check", "."),
    check("lint", "Lint", "oxlint", "--deny-warnings"),
    { name: "build", title: "Console build", run: buildForTests },
    check("knip", "Dead code", "knip"),
    script("docs", "Documents", "tooling/check-docs.ts"),
    script("folders", "Folders import in one direction", "tooling/check-folders.ts"),
    script("views", "Views written from the registry", "tooling/write-views.ts", "--check"),
    {
      name: "types",
      title: "Types",
      run: async (output) => await runTypes(env, output),
    },
    {
      name: "unit",
      title: "Unit tests",
      run: async (output) => await runVitest("unit", { args, env, output }),
    },
    {
      name: "components",
      title: "Components, rendered",
      run: async (output) => await runVitest("component", { args, env, output }),
    },
    {
      name: "integration",
      title: "Integration tests (PostgreSQL and Redis)",
      // A test of the launcher builds the console if it is not built.
      after: ["build"],
      run: async (output) => {
        const found = await withServices();
        if (!found["TEST_REDIS_URL"])
          output.write("No Redis was found: the queue on Redis is NOT TESTED here.\n");
        return await runVitest("int", { args, env: found, output });
      },
    },
    {
      name: "e2e",
      title: "End to end",
      after: ["build"],
      run: async (output) => await inBrowser("e2e", output),
    },
    {
      name: "proofs",
      title: "Proofs, short",
      after: ["build"],
      run: async (output) => await prove(output, "--counting"),
    },
    {
      name: "accessibility",
      title: "Accessibility",
      after: ["build", "e2e"],
      run: async (output) => await inBrowser("a11y", output),
    },
    {
      name: "timed-proofs",
      title: "Proofs that compare times, short",
      isAlone: true,
      run: async (output) => await prove(output, "--timing"),
    },
  ];
}

/** Removes the settings of the developer's own installation, which must not affect the tests. */
function makeTestEnv(source: NodeJS.ProcessEnv): Env {
  const own =
    /^(?:DATABASE_URL|REDIS_URL|DATA_DIR|PORT|SANDBOX_PORT|METRICS_PORT|APP_URL|PLANHAT_HOSTS|SEALING_\w+|FINGERPRINT_KEY|AUTH_SECRET|SMTP_URL|SLACK_WEBHOOK_URL|LOG_LEVEL|NODE_ENV|npm_\w+)$/;
  const kept = Object.entries(source).filter(([name]) => !own.test(name));
  return {
    ...Object.fromEntries(kept),
    TURBO_TELEMETRY_DISABLED: "1",
    DO_NOT_TRACK: "1",
    // A step writes to a pipe, which would turn colours off.
    ...(process.stdout.isTTY && !source["NO_COLOR"] ? { FORCE_COLOR: "1" } : {}),
  };
}

/** turbo starts each package's script through pnpm, so pnpm must be on PATH. npx adds pnpm to PATH. */
async function runTypes(env: Env, output: StepOutput): Promise<Count> {
  const manifest = readFileSync(join(rootFolder, "package.json"), "utf8");
  const { packageManager } = JSON.parse(manifest) as { packageManager: string };
  const turbo = ["turbo", "run", "types", "--output-logs=errors-only", "--continue"];
  const args = ["--yes", packageManager, "exec", ...turbo];
  return await runCheck({ command: "npx", args, env, output });
}

async function buildForTests(output: StepOutput): Promise<Count> {
  try {
    await buildConsole((line) => output.write(`${line}\n`));
    return { passed: 1, failed: 0 };
  } catch (error) {
    output.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return { passed: 0, failed: 1 };
  }
}
