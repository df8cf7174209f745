import { asOperator } from "@churned/db/client";
import { listMembers } from "@churned/db/tenant";
import type { Actor } from "@churned/domain/shared";
import { type ServiceContext } from "@churned/services/context";
import { saveToken } from "@churned/services/token";
import { findConnectionByName } from "../find-connection.ts";
import type { Command } from "../run-cli.ts";
import { tellCheck } from "../tell-check.ts";
import { need, readArguments, UsageError } from "../usage.ts";

/**
 * Seals a token in this process, saves it, and prints the verdict. The token comes from standard input only: the
 * shell's history keeps arguments, and every user of the machine can see them.
 */
export const runConnect: Command = async (args, terminal, open) => {
  const { given, options } = readConnectArguments(args);
  const token = need(await terminal.readInput(), "The token on standard input");
  const world = await open();
  const connection = await findConnectionByName(world.as(), given[0]);
  const { actor, email } = await findCustomer(world.as(), connection.tenantId, options.as);
  const { checkId, notes } = await saveToken(world.as(actor), {
    id: connection.id,
    token,
    host: options.host,
  });
  for (const note of notes) terminal.say(note);
  terminal.say(`Saved for ${email}. The test of ${connection.name} has started.`);
  return await tellCheck(world.as(), checkId, terminal);
};

function readConnectArguments(args: readonly string[]) {
  try {
    return readArguments(args, ["CONNECTION"], { host: "text", as: "text" });
  } catch (error) {
    if (args.length < 2 || !(error instanceof UsageError)) throw error;
    throw new UsageError(
      `${error.message} Never pass the token as an argument. The command reads the token from standard input.`,
    );
  }
}

/** Only customers save tokens, so a customer of the tenant is the actor. */
async function findCustomer(
  ctx: ServiceContext,
  tenantId: string,
  asEmail: string | undefined,
): Promise<{ actor: Actor; email: string }> {
  const members = await asOperator(ctx.db, ctx.actor, (tx) => listMembers(tx, tenantId));
  const fitting = members.filter(
    ({ email }) => asEmail === undefined || email === asEmail.toLowerCase(),
  );
  const [member, another] = fitting;
  if (member === undefined || another !== undefined)
    throw new UsageError(
      members.length === 0
        ? "The tenant has no customer yet. Add a customer with `user add`."
        : `Name a customer of the tenant with --as: ${members.map(({ email }) => email).join(", ")}.`,
    );
  return { actor: { kind: "customer", userId: member.id, tenantId }, email: member.email };
}
