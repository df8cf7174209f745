import type { z } from "zod";
import { scrubError } from "./scrub.ts";

/**
 * The exit code `EX_CONFIG` of sysexits.h. A process manager can see that the configuration is wrong, and does not
 * restart the process.
 */
const EXIT_CONFIG = 78;

/**
 * The environment is wrong. The message says for each variable what is wrong and never shows a value. Retrying never
 * helps.
 */
export class EnvError extends Error {
  /** Names of the variables that are missing or wrong. No name is repeated. */
  readonly names: string[];

  constructor(problems: ReadonlyMap<string, string>) {
    const lines = [...problems].map(([name, problem]) => `  ${name}: ${problem}`);
    super(["The environment is not right:", ...lines].join("\n"));
    this.name = "EnvError";
    this.names = [...problems.keys()];
  }
}

/**
 * A server or a setting is not as the process needs it. The message is a sentence that says what to change. Retrying
 * never helps.
 */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/**
 * Parses an environment once, at boot. An empty variable counts as unset, as in `REDIS_URL= npm start`. Throws
 * `EnvError` with all wrong variables at once.
 */
export function parseEnv<S extends z.ZodType>(
  schema: S,
  source: Readonly<Record<string, string | undefined>>,
): z.output<S> {
  const set = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const result = schema.safeParse(set);
  if (result.success) return result.data;

  const problems = new Map<string, string>();
  for (const issue of result.error.issues) {
    const name = String(issue.path[0] ?? "(several)");
    if (!problems.has(name)) {
      problems.set(name, name in set || issue.path.length === 0 ? describe(issue) : "is missing");
    }
  }
  throw new EnvError(problems);
}

/** Describes an issue from the schema alone, because zod's own message may quote the value. */
function describe(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `is not a ${issue.expected}`;
    case "invalid_value":
      return `is not one of ${issue.values.map(String).join(", ")}`;
    case "invalid_format":
      return `is not a valid ${issue.format}`;
    case "too_small":
      return `is less than ${issue.minimum}`;
    case "too_big":
      return `is more than ${issue.maximum}`;
    case "not_multiple_of":
    case "unrecognized_keys":
    case "invalid_union":
    case "invalid_key":
    case "invalid_element":
    case "custom":
      return "is not valid";
    default:
      return "is not valid";
  }
}

/**
 * Runs a process's `main`. Where the environment or a server's settings are wrong, the process exits with 78 and a
 * message that says what to change. Where `main` fails for another reason, the process exits with 1 and a stack without
 * secrets.
 */
export async function exitOnEnvError(main: () => Promise<void> | void): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof EnvError || error instanceof SetupError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(EXIT_CONFIG);
    }
    process.stderr.write(`${JSON.stringify(scrubError(error))}\n`);
    process.exit(1);
  }
}
