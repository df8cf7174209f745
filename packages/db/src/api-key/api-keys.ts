/** API keys: making, finding, listing and revoking them. The transactions run as an operator or as the system. */
import { and, desc, eq, gt, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { ApiKeyScope } from "@churned/domain/api-key";
import type { Role } from "@churned/domain/shared";
import type { PageOf, PageRequest } from "../client/cursor.ts";
import { makePageById, readCursor } from "../client/cursor.ts";
import type { Tx } from "../client/database.ts";
import { apiKeys } from "../tables/api-key.ts";
import { users } from "../tables/auth.ts";
import { tenants } from "../tables/tenant.ts";

const makers = alias(users, "makers");
/** A key works only as long as the operator who made it may sign in. */
const isMakerActive = and(isNull(makers.lockedAt), isNull(makers.removedAt));

/** A key with the names of its tenant and of the operator who made it. */
export type ApiKeyRow = Omit<typeof apiKeys.$inferSelect, "secretHash" | "createdBy"> & {
  readonly tenantName: string | null;
  readonly createdBy: string | null;
  readonly isMakerActive: boolean;
};

const selectKeys = (tx: Tx) =>
  tx.orm
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      scopes: apiKeys.scopes,
      tenantId: apiKeys.tenantId,
      tenantName: tenants.name,
      createdBy: makers.name,
      isMakerActive: sql<boolean>`${makers.id} is not null and ${isMakerActive}`,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      revokedAt: apiKeys.revokedAt,
      lastUsedAt: apiKeys.lastUsedAt,
    })
    .from(apiKeys)
    .leftJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .leftJoin(makers, eq(makers.id, apiKeys.createdBy));

/** Stores a key, and the row in `users` that names the key in the history. Returns the id of both. */
export async function insertApiKey(
  tx: Tx,
  key: {
    readonly name: string;
    /** The name of the key in history and audit. */
    readonly actorName: string;
    readonly role: Role;
    readonly secretHash: string;
    readonly scopes: ApiKeyScope[];
    readonly tenantId: string | null;
    readonly createdBy: string | null;
    readonly expiresAt: Date;
  },
): Promise<string> {
  const { actorName, role, ...row } = key;
  const { rows } = await tx.orm.execute<{ id: string }>(
    sql`select app.add_api_key_name(${actorName}, ${role}) as id`,
  );
  const id = rows[0]?.id;
  if (id === undefined) throw new Error("The name of the key was not inserted.");
  await tx.orm.insert(apiKeys).values({ ...row, id });
  return id;
}

export async function listApiKeyRows(tx: Tx, request: PageRequest): Promise<PageOf<ApiKeyRow>> {
  const cursor = readCursor(request.cursor, "id");
  const rows = await selectKeys(tx)
    .where(cursor && lt(apiKeys.id, cursor.id))
    .orderBy(desc(apiKeys.id))
    .limit(request.limit + 1);
  return makePageById(rows, request.limit);
}

export async function findApiKeyRow(tx: Tx, id: string): Promise<ApiKeyRow | undefined> {
  const [row] = await selectKeys(tx).where(eq(apiKeys.id, id));
  return row;
}

/** Revokes a key. A key that was revoked before keeps the time. Returns whether this call revoked the key. */
export async function markRevoked(tx: Tx, id: string, revokedAt: Date): Promise<boolean> {
  const rows = await tx.orm
    .update(apiKeys)
    .set({ revokedAt })
    .where(and(eq(apiKeys.id, id), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  return rows.length === 1;
}

/** The ids of all keys that a person made. */
export async function listApiKeyIdsOf(tx: Tx, userId: string): Promise<string[]> {
  const rows = await tx.orm
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(eq(apiKeys.createdBy, userId));
  return rows.map(({ id }) => id);
}

/** A key that can be used now, as a caller of the API. */
export interface UsableApiKey {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly scopes: readonly ApiKeyScope[];
  readonly tenantId: string | null;
  readonly tenantName: string | null;
  readonly lastUsedAt: Date | null;
}

/** The keys that are neither revoked, expired nor blocked, with this hash or with these ids. */
export async function findUsableApiKeys(
  tx: Tx,
  which: { readonly secretHash: string } | { readonly ids: readonly string[] },
  now: Date,
): Promise<UsableApiKey[]> {
  return await tx.orm
    .select({
      id: apiKeys.id,
      name: users.name,
      email: users.email,
      role: users.role,
      scopes: apiKeys.scopes,
      tenantId: apiKeys.tenantId,
      tenantName: tenants.name,
      lastUsedAt: apiKeys.lastUsedAt,
    })
    .from(apiKeys)
    .innerJoin(users, and(eq(users.id, apiKeys.id), eq(users.isKey, true)))
    .innerJoin(makers, and(eq(makers.id, apiKeys.createdBy), isMakerActive))
    .leftJoin(tenants, eq(tenants.id, apiKeys.tenantId))
    .where(
      and(
        "ids" in which
          ? inArray(apiKeys.id, [...which.ids])
          : eq(apiKeys.secretHash, which.secretHash),
        isNull(apiKeys.revokedAt),
        gt(apiKeys.expiresAt, now),
      ),
    );
}

/** Stores the time of a key's call, unless the stored time is later than `storedBefore`. */
export async function storeLastUse(
  tx: Tx,
  { id, at, storedBefore }: { readonly id: string; readonly at: Date; readonly storedBefore: Date },
): Promise<void> {
  await tx.orm
    .update(apiKeys)
    .set({ lastUsedAt: at })
    .where(
      and(eq(apiKeys.id, id), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, storedBefore))),
    );
}
