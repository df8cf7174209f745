import { syncModes } from "@churned/domain/sync";
import { getEstimate } from "@churned/services/reading";
import { createSync } from "@churned/services/sync";
import { findConnectionByName } from "../find-connection.ts";
import type { Command } from "../run-cli.ts";
import { readArguments, UsageError } from "../usage.ts";
import { watchSync } from "../watch-sync.ts";

/** Starts a sync of a connection, by default a full sync. With the option `--watch`, shows its progress. */
export const runSync: Command = async (args, terminal, open) => {
  const { given, options } = readArguments(args, ["CONNECTION"], {
    mode: "text",
    watch: "flag",
  });
  const mode = syncModes.find((known) => known === (options.mode ?? "full"));
  if (mode === undefined) throw new UsageError(`--mode must be ${syncModes.join(" or ")}.`);
  const ctx = (await open()).as();
  const connection = await findConnectionByName(ctx, given[0]);
  const { id } = await createSync(ctx, { id: connection.id, mode });
  terminal.say(`The sync of ${connection.name} has started: ${id}`);
  const { state, records, calls, isAtLeast } = await getEstimate(ctx, { id: connection.id });
  if (state === "ready") {
    const bound = isAtLeast ? "at least" : "about";
    terminal.say(`The estimate is ${bound} ${records} records, in ${bound} ${calls} calls.`);
  }
  return options.watch === true ? await watchSync(ctx, id, terminal) : 0;
};
