import type { InboxItem } from "@churned/domain/wire";
import { listInboxItems } from "@churned/services/inbox";
import type { Command } from "../run-cli.ts";
import { readArguments } from "../usage.ts";

/** The most items that the command prints. The console shows all. */
const mostShown = 100;

/** Lists the inbox items, grouped by cause and sorted by severity. */
export const runInbox: Command = async (args, { say }, open) => {
  const { options } = readArguments(args, [], { all: "flag" });
  const { causes, items, nextCursor } = await listInboxItems((await open()).as(), {
    limit: mostShown,
    ...(options.all === true ? { include: "snoozed" as const } : {}),
  });
  if (causes.length === 0) say("No connection needs a person.");
  for (const { cause, title, count } of causes) {
    say(`${title} (${count})`);
    for (const item of items) if (item.cause === cause) say(describe(item));
  }
  if (nextCursor !== null) say(`Only the ${mostShown} most severe connections are listed.`);
  return 0;
};

function describe({ connection, since, title, impact, assignee, snoozedUntil }: InboxItem): string {
  const who = assignee === null ? "" : ` · ${assignee.name}`;
  const snoozed = snoozedUntil === null ? "" : ` · snoozed until ${minute(snoozedUntil)}`;
  return [
    `  ${connection.tenantName} · ${connection.name} · since ${minute(since)}${who}${snoozed}`,
    `    ${title}. ${impact}`,
    `    ${connection.id}`,
  ].join("\n");
}

const minute = (instant: string): string => `${instant.slice(0, 16).replace("T", " ")} UTC`;
