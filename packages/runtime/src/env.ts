import type { z } from "zod";
import { scrubError } from "./scrub.ts";

/** sysexits.h `EX_CONFIG`: a process manager can tell a wrong configuration from a crash, and not restart it. */
const EXIT_CONFIG = 78;

/** The environment is wrong. Names what is wrong in each variable, never a value. Retrying never helps. */
export class EnvError extends Error {
  /** Names of the variables that are missing or wrong, each once. */
  readonly names: string[];

  constructor(problems: ReadonlyMap<string, string>) {
    const lines = [...problems].map(([name, problem]) => `  ${name}: ${problem}`);
    super(["The environment is not right:", ...lines].join("\n"));
    this.name = "EnvError";
    this.names = [...problems.keys()];
  }
}

/**
 * Parses an environment once, at boot. An empty variable counts as unset, as in `REDIS_URL= npm start`.
 * Throws `EnvError` with all wrong variables at once.
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

/** Says what was expected from the schema's side alone: zod's own message may quote what it was given. */
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
 * Runs a process's `main`. A wrong environment ends the process with 78 and a message that names the
 * variables; any other failure to start ends it with 1 and a scrubbed stack.
 */
export async function exitOnEnvError(main: () => Promise<void> | void): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof EnvError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(EXIT_CONFIG);
    }
    process.stderr.write(`${JSON.stringify(scrubError(error))}\n`);
    process.exit(1);
  }
}
