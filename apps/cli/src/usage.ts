import { parseArgs } from "node:util";

export const help = `Usage: pnpm churned <command>

  tenant add NAME --email E           adds a tenant with a connection and a customer
      --language en|nl                the language of mails to the customer
  user add EMAIL --role operator      adds an operator; prints a link to set the password
  user add EMAIL --role customer --tenant ID
                                      adds a customer of the tenant; prints a link to set the password
      --name NAME                     the name of the person
      --password-stdin                reads the password from standard input and prints no link
  user list [--find TEXT]             lists people with an account, the newest first
  user remove EMAIL --reason TEXT     removes an account; the history keeps the person's name
  user lock EMAIL --reason TEXT       locks an account; user unlock EMAIL --reason TEXT unlocks it
  user sign-out EMAIL --reason TEXT   ends all sign-ins of a person
                                      remove, lock and sign-out take effect within a second
  check CONNECTION [--wait]           tests the token of a connection; --wait prints the verdict
  sync CONNECTION [--watch] [--mode full|incremental]
                                      starts a sync of all records (full, the default) or of changed
                                      records (incremental); --watch shows the progress
  export CONNECTION [--out FILE]      writes all records and deletions as NDJSON, one record in each line
      --model M                       writes only the records of one model
      --format csv --model M          writes the records of one model as a table, without deletions
      --since SEQ                     writes only changes with a sequence number greater than SEQ
  inbox [--all]                       lists the connections that need a person, most severe first;
                                      --all also lists snoozed connections
  connect CONNECTION [--host NAME]    saves the token from standard input, tests it and prints the verdict;
                                      --host names the Planhat host to test first
      --as EMAIL                      saves the token for this customer, if the tenant has several
  audit verify [--head HEAD]          checks the audit; prints each changed, missing or moved entry, and the
                                      head of the chain; --head also finds entries removed after that head
  audit export [--from T] [--to T] [--out FILE]
                                      writes the lines of the audit in a range of time as NDJSON
  help                                prints this text

CONNECTION is the id of a connection, or a part of its name or of its tenant's name. Only one connection may match.
A token is read only from standard input: pnpm churned connect acme < token.txt

Exit codes: 0 success, 1 failure or a token that does not work, 2 wrong arguments, 78 wrong environment variables.
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
  if (missing !== undefined) throw new UsageError(`The argument ${missing} is missing.`);
  if (positionals.length > names.length)
    throw new UsageError("The command got too many arguments.");
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
        : `An option is wrong. The options of this command are ${known.join(", ")}.`,
    );
  }
}

/** Throws if a required option is absent. */
export function need(value: string | undefined, name: string): string {
  if (value === undefined || value === "") throw new UsageError(`${name} is missing.`);
  return value;
}
