import { createCheck } from "@churned/services/check";
import { findConnectionByName } from "../find-connection.ts";
import type { Command } from "../run-cli.ts";
import { tellCheck } from "../tell-check.ts";
import { readArguments } from "../usage.ts";

/** Tests a connection's token. With the option `--wait`, waits for the verdict. */
export const runCheckCommand: Command = async (args, terminal, open) => {
  const { given, options } = readArguments(args, ["CONNECTION"], { wait: "flag" });
  const ctx = (await open()).as();
  const connection = await findConnectionByName(ctx, given[0]);
  const { id } = await createCheck(ctx, { id: connection.id });
  terminal.say(`The test of ${connection.name} has started: ${id}`);
  return options.wait === true ? await tellCheck(ctx, id, terminal) : 0;
};
