/** People with an account, as operators manage them: the list, locking, removing, and ending sign-ins. */
import { and, asc, desc, eq, ilike, isNull, lt, or, sql } from "drizzle-orm";
import type { Role } from "@churned/domain/shared";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePageById, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { accounts, sessions, users, verifications } from "../tables/auth.ts";
import { literal } from "../tables/columns.ts";
import type { NotificationState } from "../tables/history.ts";
import { notifications } from "../tables/history.ts";
import { triages } from "../tables/inbox.ts";
import { memberships, tenants } from "../tables/tenant.ts";

/** A person who was not removed, with the tenant of a customer and the number of sign-ins that have not ended. */
export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly lockedAt: Date | null;
  readonly createdAt: Date;
  readonly tenantId: string | null;
  readonly tenantName: string | null;
  readonly signIns: number;
}

const selectPeople = (tx: Tx) =>
  tx.orm
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: users.role,
      lockedAt: users.lockedAt,
      createdAt: users.createdAt,
      tenantId: tenants.id,
      tenantName: tenants.name,
      signIns: sql<number>`(select count(*)::integer from ${sessions} where ${sessions.userId} = ${users.id} and ${sessions.expiresAt} > now())`,
    })
    .from(users)
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .leftJoin(tenants, eq(tenants.id, memberships.tenantId));

/** A part of a text, as a pattern that matches the part literally. */
const containing = (part: string): string => `%${part.replaceAll(/[\\%_]/g, "\\$&")}%`;

/** People, the newest first. `q`: a part of the name, the mail address or the tenant's name. */
export async function listPersonRows(
  tx: Tx,
  request: PageRequest & {
    readonly role?: Role | undefined;
    readonly tenantId?: string | undefined;
    readonly q?: string | undefined;
  },
): Promise<PageOf<PersonRow>> {
  const { role, tenantId, q = "", limit } = request;
  const cursor = readCursor(request.cursor, "id");
  const part = containing(q);
  const rows = await selectPeople(tx)
    .where(
      and(
        isNull(users.removedAt),
        eq(users.isKey, false),
        role && eq(users.role, role),
        tenantId === undefined ? undefined : eq(tenants.id, tenantId),
        q === ""
          ? undefined
          : or(ilike(users.name, part), ilike(users.email, part), ilike(tenants.name, part)),
        cursor && lt(users.id, cursor.id),
      ),
    )
    .orderBy(desc(users.id))
    .limit(limit + 1);
  return makePageById(rows, limit);
}

/** The person with this id; undefined if the person was removed. */
export async function findPersonRow(tx: Tx, id: string): Promise<PersonRow | undefined> {
  const [row] = await selectPeople(tx).where(
    and(eq(users.id, id), isNull(users.removedAt), eq(users.isKey, false)),
  );
  return row;
}

/**
 * Locks the rows of the person and of all operators, in one order, until the transaction ends. So of two operators who
 * remove each other at the same time, one waits and then sees the other's removal. Returns whether another operator
 * could still sign in without this person.
 */
export async function lockPersonAndOperators(
  tx: Tx,
  id: string,
): Promise<{ readonly hasOtherOperator: boolean }> {
  const rows = await tx.orm
    .select({ id: users.id, role: users.role, lockedAt: users.lockedAt })
    .from(users)
    .where(
      and(
        isNull(users.removedAt),
        eq(users.isKey, false),
        or(eq(users.id, id), sql`${users.role} = ${literal("operator" satisfies Role)}`),
      ),
    )
    .orderBy(asc(users.id))
    .for("no key update");
  const hasOtherOperator = rows.some(
    (row) => row.id !== id && row.role === "operator" && row.lockedAt === null,
  );
  return { hasOtherOperator };
}

/** Whether a person's account is locked. */
export async function isLocked(tx: Tx, id: string): Promise<boolean> {
  const [row] = await tx.orm
    .select({ lockedAt: users.lockedAt })
    .from(users)
    .where(eq(users.id, id));
  return row?.lockedAt != null;
}

/** Locks a person's account at this time, or unlocks it with null. */
export async function setLocked(tx: Tx, id: string, lockedAt: Date | null): Promise<void> {
  await tx.orm
    .update(users)
    .set({ lockedAt })
    .where(and(eq(users.id, id), isNull(users.removedAt)));
}

/**
 * Removes the password of a person, the links to set one, the membership, the assignments, and the mails that still
 * wait to be sent. The row stays with the name.
 */
export async function markRemoved(
  tx: Tx,
  { id, email }: Pick<PersonRow, "id" | "email">,
  removedAt: Date,
): Promise<void> {
  const freed = `${id}@removed.invalid`;
  sendAlong(tx, tx.orm.delete(accounts).where(eq(accounts.userId, id)));
  sendAlong(tx, tx.orm.delete(verifications).where(eq(verifications.value, id)));
  sendAlong(tx, tx.orm.delete(memberships).where(eq(memberships.userId, id)));
  sendAlong(tx, tx.orm.update(triages).set({ assigneeId: null }).where(eq(triages.assigneeId, id)));
  sendAlong(
    tx,
    tx.orm
      .update(notifications)
      .set({ state: "skipped", reason: "The recipient was removed." })
      .where(
        and(
          eq(notifications.recipient, email),
          sql`${notifications.state} = ${literal("queued" satisfies NotificationState)}`,
        ),
      ),
  );
  await tx.orm
    .update(users)
    .set({ removedAt, email: freed, emailVerified: false })
    .where(and(eq(users.id, id), isNull(users.removedAt)));
}
