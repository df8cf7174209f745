import { and, eq, isNull, sql } from "drizzle-orm";
import type { Role } from "@churned/domain/shared";
import type { Tx } from "../client/database.ts";
import type { Given } from "../client/prepared.ts";
import { prepared } from "../client/prepared.ts";
import { sessions, users } from "../tables/auth.ts";
import { memberships, tenants } from "../tables/tenant.ts";

/** A sign-in with its person and, for a customer, their tenant. */
export interface SignIn {
  readonly sessionId: string;
  readonly expiresAt: Date;
  /** How long ago the person used the sign-in, by PostgreSQL's clock. */
  readonly unusedSeconds: number;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly tenantId: string | null;
  readonly tenantName: string | null;
}

/**
 * The sign-in with this token, even if the sign-in has expired. A person whose account is locked or removed has none: a
 * sign-in that began before the lock may be stored after it. It is read in one statement, because every call of a
 * person waits for it. The tenant is not known before this query, so the transaction runs as the system.
 */
export async function findSignIn(tx: Tx, token: string): Promise<SignIn | undefined> {
  const [row] = await findByToken(tx, { token });
  return row;
}
const findByToken = prepared((orm, given: Given<"token">) =>
  selectSignIns(orm).where(eq(sessions.token, given("token"))),
);

/** The sign-ins of these sessions, even if they have expired, for a transaction of the system. */
export async function findSignIns(tx: Tx, sessionIds: readonly string[]): Promise<SignIn[]> {
  return await findByIds(tx, { sessionIds: [...sessionIds] });
}
const findByIds = prepared((orm, given: Given<"sessionIds">) =>
  selectSignIns(orm).where(sql`${sessions.id} = any(${given("sessionIds")}::uuid[])`),
);

function selectSignIns(orm: Tx["orm"]) {
  return orm
    .select({
      sessionId: sessions.id,
      expiresAt: sessions.expiresAt,
      unusedSeconds: sql<number>`extract(epoch from now() - ${sessions.lastUsedAt})`.mapWith(
        Number,
      ),
      userId: users.id,
      email: users.email,
      name: users.name,
      role: users.role,
      tenantId: tenants.id,
      tenantName: tenants.name,
    })
    .from(sessions)
    .innerJoin(
      users,
      and(
        eq(users.id, sessions.userId),
        eq(users.isKey, false),
        isNull(users.lockedAt),
        isNull(users.removedAt),
      ),
    )
    .leftJoin(memberships, and(eq(memberships.userId, users.id), eq(users.role, "customer")))
    .leftJoin(tenants, eq(tenants.id, memberships.tenantId));
}

/** Stores that a person uses a sign-in now. */
export async function storeLastUse(tx: Tx, sessionId: string): Promise<void> {
  await tx.orm
    .update(sessions)
    .set({ lastUsedAt: sql`now()` })
    .where(eq(sessions.id, sessionId));
}

/**
 * Deletes sign-ins and password links that are over, and counters of rate limits whose time has passed. The worker may
 * not read these tables, so a function in the database deletes the rows. Returns their number.
 */
export async function removeEndedSignIns(
  tx: Tx,
  { idleSeconds }: { readonly idleSeconds: number },
): Promise<number> {
  const { rows } = await tx.orm.execute<{ removed: number }>(
    sql`select app.remove_ended_sign_ins(${idleSeconds}) as removed`,
  );
  return rows[0]?.removed ?? 0;
}
