/** Passwords of people, and the links that set them. better-auth writes the other rows of these tables. */
import { and, eq, gt } from "drizzle-orm";
import type { Tx } from "../client/database.ts";
import { accounts, sessions, users, verifications } from "../tables/auth.ts";

/** better-auth's name for a sign-in with a password. */
const passwordProvider = "credential";

/** Locks a person until the end of the transaction, so that only one password at a time is set. */
export async function lockPerson(tx: Tx, userId: string): Promise<boolean> {
  const rows = await tx.orm
    .select({ id: users.id })
    .from(users)
    .where(eq(users.id, userId))
    .for("update");
  return rows.length === 1;
}

/** Stores a link that sets a person's password. */
export async function insertPasswordLink(
  tx: Tx,
  link: { readonly userId: string; readonly secretHash: string; readonly expiresAt: Date },
): Promise<void> {
  const { userId: value, secretHash: identifier, expiresAt } = link;
  await tx.orm.insert(verifications).values({ identifier, value, expiresAt });
}

/** The link with this secret, unless it has expired. */
export async function findPasswordLink(
  tx: Tx,
  { secretHash, now }: { readonly secretHash: string; readonly now: Date },
): Promise<{ id: string; userId: string } | undefined> {
  const [row] = await tx.orm
    .select({ id: verifications.id, userId: verifications.value })
    .from(verifications)
    .where(and(eq(verifications.identifier, secretHash), gt(verifications.expiresAt, now)));
  return row;
}

/** Deletes every link of a person that sets a password. Returns the ids of the links that had not expired. */
export async function endPasswordLinks(
  tx: Tx,
  { userId, now }: { readonly userId: string; readonly now: Date },
): Promise<string[]> {
  const ended = await tx.orm
    .delete(verifications)
    .where(eq(verifications.value, userId))
    .returning({ id: verifications.id, expiresAt: verifications.expiresAt });
  return ended.filter(({ expiresAt }) => expiresAt > now).map(({ id }) => id);
}

/** The hash of a person's password. One statement, whether the account exists or not. */
export async function findPasswordHash(
  tx: Tx,
  by: { readonly userId: string } | { readonly email: string },
): Promise<string | undefined> {
  const [row] = await tx.orm
    .select({ hash: accounts.password })
    .from(accounts)
    .innerJoin(users, eq(users.id, accounts.userId))
    .where(
      and(
        eq(accounts.providerId, passwordProvider),
        "userId" in by ? eq(users.id, by.userId) : eq(users.email, by.email.toLowerCase()),
      ),
    );
  return row?.hash ?? undefined;
}

/** Ends the sign-in with this token. */
export async function endSignIn(tx: Tx, token: string): Promise<void> {
  await tx.orm.delete(sessions).where(eq(sessions.token, token));
}

/** Ends every sign-in of a person. */
export async function endSignIns(tx: Tx, userId: string): Promise<void> {
  await tx.orm.delete(sessions).where(eq(sessions.userId, userId));
}

/** Sets a person's password, given as its hash. */
export async function storePasswordHash(
  tx: Tx,
  { userId, hash, now }: { readonly userId: string; readonly hash: string; readonly now: Date },
): Promise<void> {
  const providerId = passwordProvider;
  const { rowCount } = await tx.orm
    .update(accounts)
    .set({ password: hash, updatedAt: now })
    .where(and(eq(accounts.userId, userId), eq(accounts.providerId, providerId)));
  if (rowCount === 0)
    await tx.orm
      .insert(accounts)
      .values({ userId, accountId: userId, providerId, password: hash, updatedAt: now });
}
