/** Runs one command: from its arguments to its exit code. */
import { isDatabaseAway } from "@churned/db/client";
import { AppError } from "@churned/domain/shared";
import { EnvError, type Logger } from "@churned/runtime";
import { runAuditExport, runAuditVerify } from "./commands/audit.ts";
import { runCheckCommand } from "./commands/check.ts";
import { runConnect } from "./commands/connect.ts";
import { runExport } from "./commands/export.ts";
import { runInbox } from "./commands/inbox.ts";
import { runSync } from "./commands/sync.ts";
import { runTenantAdd } from "./commands/tenant-add.ts";
import {
  runUserList,
  runUserLock,
  runUserRemove,
  runUserSignOut,
  runUserUnlock,
} from "./commands/user-accounts.ts";
import { runUserAdd } from "./commands/user-add.ts";
import { readCliEnv } from "./env.ts";
import { help, UsageError } from "./usage.ts";
import { openWorld, type World } from "./world.ts";

/** Input and output of a command. */
export interface Terminal {
  readonly say: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Shows a line in place of the last line. Absent if standard output is no terminal. */
  readonly show?: (line: string) => void;
  /**
   * Shows a line on standard error in place of the last line. Absent if standard error is no terminal, or if the
   * terminal also shows the output.
   */
  readonly showAside?: (line: string) => void;
  /** Writes data to standard output. Resolves when the data is written. */
  readonly print: (bytes: Uint8Array) => Promise<void>;
  /** All of standard input, without its last line break. Throws a UsageError if standard input is a terminal. */
  readonly readInput: () => Promise<string>;
}

/** A command. Returns exit code 0 for success and 1 for failure. */
export type Command = (
  args: readonly string[],
  terminal: Terminal,
  open: () => Promise<World>,
) => Promise<0 | 1>;

const exitCodes = { usage: 2, env: 78 } as const;

const commands: Readonly<Record<string, Command>> = {
  "tenant add": runTenantAdd,
  "user add": runUserAdd,
  "user list": runUserList,
  "user remove": runUserRemove,
  "user lock": runUserLock,
  "user unlock": runUserUnlock,
  "user sign-out": runUserSignOut,
  check: runCheckCommand,
  inbox: runInbox,
  sync: runSync,
  export: runExport,
  connect: runConnect,
  "audit verify": runAuditVerify,
  "audit export": runAuditExport,
};

export async function runCli(
  args: readonly string[],
  options: {
    /** Default: the environment of the process. */
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly terminal: Terminal;
    readonly log: Logger;
  },
): Promise<number> {
  const { terminal } = options;
  const [first = "help", second = ""] = args;
  if (["help", "--help", "-h"].includes(first)) {
    terminal.say(help);
    return args.length === 0 ? exitCodes.usage : 0;
  }
  const name = `${first} ${second}` in commands ? `${first} ${second}` : first;
  const command = commands[name];
  if (command === undefined) {
    terminal.complain("This command does not exist. See: pnpm churned help");
    return exitCodes.usage;
  }
  let world: World | undefined;
  try {
    // A command opens connections only after it has parsed its arguments.
    const open = async (): Promise<World> =>
      (world ??= await openWorld(readCliEnv(options.env), options.log));
    return await command(args.slice(name.split(" ").length), terminal, open);
  } catch (error) {
    return explain(error, terminal, options.log);
  } finally {
    await world?.close();
  }
}

function explain(error: unknown, { complain }: Terminal, log: Logger): number {
  if (error instanceof UsageError) {
    complain(`${error.message} See: pnpm churned help`);
    return exitCodes.usage;
  }
  if (error instanceof EnvError) {
    complain(error.message);
    complain("Set these variables, or run the command in a checkout in which `npm start` has run.");
    return exitCodes.env;
  }
  if (error instanceof AppError && error.code !== "INTERNAL") {
    complain(error.publicMessage);
    for (const { path, message } of error.errors) complain(`  ${path}: ${message}`);
    return 1;
  }
  log.error({ error }, "the command failed");
  complain(
    isDatabaseAway(error)
      ? "The database is not reachable."
      : "The command failed. The log lines above show the error.",
  );
  return 1;
}
