import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { RequestOrigin } from "@churned/domain/history";
import type { Language, Role } from "@churned/domain/shared";
import type { Tx } from "../client/database.ts";
import { users } from "../tables/auth.ts";
import { literal } from "../tables/columns.ts";
import { memberships, tenants } from "../tables/tenant.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import { actorOf } from "../history/actors.ts";

/** A person with an account. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
}

const person = { id: users.id, name: users.name, email: users.email, role: users.role } as const;

export async function insertTenant(
  tx: Tx,
  tenant: { readonly name: string; readonly language?: Language | undefined },
): Promise<string> {
  const [row] = await tx.orm.insert(tenants).values(tenant).returning({ id: tenants.id });
  if (row === undefined) throw new Error("The tenant was not inserted.");
  return row.id;
}

export async function findTenant(
  tx: Tx,
  id: string,
): Promise<{ id: string; name: string; language: Language } | undefined> {
  const [row] = await tx.orm
    .select({ id: tenants.id, name: tenants.name, language: tenants.language })
    .from(tenants)
    .where(and(eq(tenants.id, id), ofTenant(tx, tenants.id)));
  return row;
}

/** Sets the language of mails to the people of a tenant. */
export async function setTenantLanguage(tx: Tx, id: string, language: Language): Promise<void> {
  await tx.orm
    .update(tenants)
    .set({ language })
    .where(and(eq(tenants.id, id), ofTenant(tx, tenants.id)));
}

/**
 * Adds a person who cannot sign in yet: an operator, or a customer of a tenant. The same statement adds a line to the
 * audit, because the API's role may neither insert a person nor change a role otherwise. Returns the id; undefined if
 * another person has this mail address.
 */
export async function addPerson(
  tx: Tx,
  added: {
    readonly email: string;
    readonly name: string;
    readonly role: Role;
    readonly tenantId?: string | undefined;
  },
  request?: RequestOrigin,
): Promise<string | undefined> {
  const { email, name, role, tenantId = null } = added;
  const { actorKind, actor } = actorOf(tx);
  const { rows } = await tx.orm.execute<{ id: string | null }>(
    sql`select app.add_person(${email.toLowerCase()}, ${name}, ${role}, ${tenantId}, ${actorKind}, ${actor}, ${request?.id ?? null}, ${request?.address ?? null}, ${request?.device ?? null}) as id`,
  );
  return rows[0]?.id ?? undefined;
}

/**
 * The tenant that a person belongs to. The tenant is not known before this query, so the transaction runs as the
 * system.
 */
export async function findMembership(
  tx: Tx,
  userId: string,
): Promise<{ tenantId: string; tenantName: string } | undefined> {
  const [row] = await tx.orm
    .select({ tenantId: tenants.id, tenantName: tenants.name })
    .from(memberships)
    .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
    .where(eq(memberships.userId, userId));
  return row;
}

/** The people of a tenant. */
export async function listMembers(tx: Tx, tenantId: string): Promise<Person[]> {
  return await tx.orm
    .select(person)
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.tenantId, tenantId), ofTenant(tx, memberships.tenantId)));
}

/** The person with this id; undefined if the person was removed. */
export async function findPerson(tx: Tx, id: string): Promise<Person | undefined> {
  const [row] = await tx.orm
    .select(person)
    .from(users)
    .where(and(eq(users.id, id), isNull(users.removedAt), eq(users.isKey, false)));
  return row;
}

export async function findPersonByEmail(tx: Tx, email: string): Promise<Person | undefined> {
  const [row] = await tx.orm
    .select(person)
    .from(users)
    .where(and(eq(users.email, email.toLowerCase()), eq(users.isKey, false)));
  return row;
}

/** An account with its tenant, by its id or its address. One statement, whether the account exists or not. */
export async function findAccount(
  tx: Tx,
  by: { readonly id: string } | { readonly email: string },
): Promise<{ id: string; role: Role; tenantId: string | null } | undefined> {
  const [row] = await tx.orm
    .select({ id: users.id, role: users.role, tenantId: memberships.tenantId })
    .from(users)
    .leftJoin(memberships, eq(memberships.userId, users.id))
    .where("id" in by ? eq(users.id, by.id) : eq(users.email, by.email.toLowerCase()));
  return row;
}

/** The operators who can sign in, by name. */
export async function listOperatorRows(tx: Tx): Promise<Person[]> {
  return await tx.orm
    .select(person)
    .from(users)
    // The role is a constant in the SQL text, so that PostgreSQL can use the index of operators.
    .where(
      and(
        sql`${users.role} = ${literal("operator" satisfies Role)}`,
        isNull(users.lockedAt),
        isNull(users.removedAt),
        eq(users.isKey, false),
      ),
    )
    .orderBy(asc(users.name), asc(users.id));
}
