import { parseArgs } from "node:util";

export const help = `Usage: pnpm churned <command>

  tenant add NAME --email E           adds a tenant, its connection and its customer
      --language en|nl                in which they are written to
  user add EMAIL --role operator      adds a person; prints the link that sets their password
  user add EMAIL --role customer --tenant ID
      --name NAME                     how they are called
      --password-stdin                takes the password from standard input, prints no link
  check CONNECTION [--wait]           tests a connection
  sync CONNECTION [--watch] [--mode full|incremental]
                                      starts a sync: of everything, or of what changed
  export CONNECTION [--out FILE]      its records: every change with its deletions, one JSON object a line
      --format csv --model M          one model's live records as a table; --model alone narrows NDJSON
      --since SEQ                     only what changed after the change of this sequence
  inbox [--all]                       what needs someone, the most severe first; --all with what is snoozed
  connect CONNECTION [--host NAME]    saves the token from standard input, and tells the verdict
      --as EMAIL                      for which of the tenant's people, where there are several
  help

CONNECTION is an id, or a part of the connection's or tenant's name that only one has.
A token is read from standard input only: pnpm churned connect acme < token.txt

Exit codes: 0 done and well, 1 failed or not connected, 2 not understood, 78 the environment is not right.
`;

/** A wrong command. The message names the error and never repeats an argument, which may be a token. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

type Options = Readonly<Record<string, "text" | "flag">>;
type Values<O extends Options> = {
  readonly [K in keyof O]: (O[K] extends "flag" ? boolean : string) | undefined;
};

/** Reads a command's arguments. Exactly the named arguments must be present, and only the known options are allowed. */
export function readArguments<const N extends readonly string[], const O extends Options>(
  args: readonly string[],
  names: N,
  options: O,
): { readonly given: { readonly [K in keyof N]: string }; readonly options: Values<O> } {
  const { positionals, values } = parse(args, options);
  const missing = names[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing.`);
  if (positionals.length > names.length) throw new UsageError("There is one argument too many.");
  return {
    given: positionals as unknown[] as { readonly [K in keyof N]: string },
    options: values as Values<O>,
  };
}

function parse(args: readonly string[], options: Options) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(
        Object.entries(options).map(([name, kind]) => [
          name,
          { type: kind === "flag" ? ("boolean" as const) : ("string" as const) },
        ]),
      ),
    });
  } catch {
    // Node's own message may repeat an argument.
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new UsageError(
      known.length === 0
        ? "This command takes no options."
        : `This command knows ${known.join(", ")}.`,
    );
  }
}

/** Throws where a required option is absent. */
export function need(value: string | undefined, name: string): string {
  if (value === undefined || value === "") throw new UsageError(`${name} is missing.`);
  return value;
}
