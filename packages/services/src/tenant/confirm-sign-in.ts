/**
 * A comparison of a password takes time, and the password can change meanwhile. So a new sign-in is confirmed: it lasts
 * only if the person's password is still the one that was compared.
 */
import { asOperator, readAtOnce } from "@churned/db/client";
import { endSignIn, findPasswordHash as findHash, lockPerson } from "@churned/db/tenant";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";

/** The hash of the password of the person with this address; undefined if there is none. */
export async function findPasswordHash(
  ctx: ServiceContext,
  { email }: { readonly email: string },
): Promise<string | undefined> {
  requireOperator(ctx);
  return await readAtOnce(ctx.db, ctx.actor, (tx) => findHash(tx, { email }));
}

/**
 * Ends the stored sign-in with this token, unless `passwordHash` is still the hash of the person's password. It was
 * read before the password was compared. Returns the hash; undefined if the sign-in was ended.
 */
export async function confirmSignIn(
  ctx: ServiceContext,
  signIn: {
    readonly userId: string;
    readonly token: string;
    readonly passwordHash: string | undefined;
  },
): Promise<string | undefined> {
  requireOperator(ctx);
  const { userId, token, passwordHash } = signIn;
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    // A change of the password takes this lock before it ends sign-ins. So either it saw this sign-in, or the new hash
    // is visible here.
    await lockPerson(tx, userId);
    const current = await findHash(tx, { userId });
    if (current !== undefined && current === passwordHash) return current;
    await endSignIn(tx, token);
    return undefined;
  });
}
