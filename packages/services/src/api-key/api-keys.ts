/** Operators make and revoke API keys, with which programs call the API. */
import {
  findApiKeyRow,
  insertApiKey,
  listApiKeyRows,
  markRevoked,
  type ApiKeyRow,
} from "@churned/db/api-key";
import { asOperator, notifyChange } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import { findTenant } from "@churned/db/tenant";
import { apiKeyStateAt } from "@churned/domain/api-key";
import { notFound } from "@churned/domain/shared";
import type { ApiKey, BodyOf, QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator, userIdOf } from "../context/context.ts";
import { hashApiKeySecret, makeApiKeySecret } from "./secret.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** Lists all keys, also expired and revoked ones, the newest first. */
export async function listApiKeys(
  ctx: ServiceContext,
  query: QueryOf<"listApiKeys">,
): Promise<ResponseOf<"listApiKeys">> {
  requireOperator(ctx);
  const page = await asOperator(ctx.db, ctx.actor, (tx) => listApiKeyRows(tx, query));
  return { items: page.items.map((row) => present(ctx, row)), nextCursor: page.nextCursor };
}

/** Makes a key. Its secret is in the answer only: the database stores a hash. */
export async function createApiKey(
  ctx: ServiceContext,
  input: BodyOf<"createApiKey">,
): Promise<ResponseOf<"createApiKey">> {
  requireOperator(ctx);
  const { name, scopes, tenantId, expiresInDays } = input;
  const secret = makeApiKeySecret();
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    if (tenantId !== undefined && (await findTenant(tx, tenantId)) === undefined)
      throw notFound("tenant");
    const id = await insertApiKey(tx, {
      name,
      actorName: `${name} (API key)`,
      role: tenantId === undefined ? "operator" : "customer",
      secretHash: hashApiKeySecret(secret),
      scopes,
      tenantId: tenantId ?? null,
      createdBy: userIdOf(ctx.actor) ?? null,
      expiresAt: new Date(ctx.now().getTime() + expiresInDays * dayMs),
    });
    addAudit(tx, {
      tenantId: tenantId ?? null,
      action: "api_key.create",
      subjectId: id,
      reason: `${name}: ${scopes.join(", ")}, for ${expiresInDays} days`,
      request: ctx.request,
    });
    notifyChange(tx, { topic: "api_key", id, tenantId: tenantId ?? "" });
    const row = await findApiKeyRow(tx, id);
    if (row === undefined) throw new Error("The key was not inserted.");
    return { key: present(ctx, row), secret };
  });
}

/** Revokes a key at once. A key that is revoked already stays as it is. */
export async function revokeApiKey(
  ctx: ServiceContext,
  { id }: { readonly id: string },
): Promise<ApiKey> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const isNew = await markRevoked(tx, id, ctx.now());
    const row = await findApiKeyRow(tx, id);
    if (row === undefined) throw notFound("API key");
    if (isNew) {
      const { tenantId, name: reason } = row;
      addAudit(tx, {
        tenantId,
        action: "api_key.revoke",
        subjectId: id,
        reason,
        request: ctx.request,
      });
      notifyChange(tx, { topic: "api_key", id, tenantId: tenantId ?? "" });
    }
    return present(ctx, row);
  });
}

function present(
  ctx: ServiceContext,
  { tenantId, tenantName, isMakerActive, ...row }: ApiKeyRow,
): ApiKey {
  return {
    ...row,
    tenant: tenantId === null || tenantName === null ? null : { id: tenantId, name: tenantName },
    state: apiKeyStateAt({ ...row, isMakerActive }, ctx.now()),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
