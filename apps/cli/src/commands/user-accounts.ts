/** The commands on accounts of people: listing, removing, locking, unlocking and signing out. */
import { asOperator } from "@churned/db/client";
import { findPersonByEmail } from "@churned/db/tenant";
import { type Person, reasonText } from "@churned/domain/wire";
import type { ServiceContext } from "@churned/services/context";
import {
  listPeople,
  lockPerson,
  removePerson,
  signOutPerson,
  unlockPerson,
} from "@churned/services/tenant";
import type { Command } from "../run-cli.ts";
import { need, readArguments, UsageError } from "../usage.ts";

/** The most people that the command prints. */
const mostShown = 200;

/** Lists people, or the people with this text in their name, mail address or tenant. */
export const runUserList: Command = async (args, { say }, open) => {
  const { options } = readArguments(args, [], { find: "text" });
  const { items, nextCursor } = await listPeople((await open()).as(), {
    limit: mostShown,
    q: options.find,
  });
  if (items.length === 0) say("Nobody has such an account.");
  for (const person of items) say(describe(person));
  if (nextCursor !== null) say(`Only the ${mostShown} newest accounts are listed. Use --find.`);
  return 0;
};

export const runUserRemove = makeCommand(removePerson, "Removed");
export const runUserLock = makeCommand(lockPerson, "Locked");
export const runUserUnlock = makeCommand(unlockPerson, "Unlocked");
export const runUserSignOut = makeCommand(signOutPerson, "Signed out everywhere:");

function makeCommand(
  change: (
    ctx: ServiceContext,
    input: { readonly id: string; readonly reason: string },
  ) => Promise<unknown>,
  done: string,
): Command {
  return async (args, { say, complain }, open) => {
    const { given, options } = readArguments(args, ["EMAIL"], { reason: "text" });
    const reason = reasonText.safeParse(need(options.reason, "--reason"));
    if (!reason.success) throw new UsageError("--reason must have 1 to 500 characters.");
    const ctx = (await open()).as();
    const person = await asOperator(ctx.db, ctx.actor, (tx) => findPersonByEmail(tx, given[0]));
    if (person === undefined) {
      complain("Nobody has an account with this mail address.");
      return 1;
    }
    await change(ctx, { id: person.id, reason: reason.data });
    say(`${done} ${person.name} (${person.email}).`);
    return 0;
  };
}

function describe({ name, email, role, tenant, lockedAt, signIns }: Person): string {
  const where = tenant === null ? role : `${role} of ${tenant.name}`;
  const locked = lockedAt === null ? "" : " · locked";
  const browsers = signIns === 1 ? "browser" : "browsers";
  const signedIn = signIns === 0 ? "" : ` · signed in with ${signIns} ${browsers}`;
  return `${email} · ${name} · ${where}${locked}${signedIn}`;
}
