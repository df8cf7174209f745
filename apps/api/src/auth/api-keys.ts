/** Finds the caller of a request that brings an API key. */
import { type Database, asOperator, readAtOnce } from "@churned/db/client";
import { findUsableApiKeys, storeLastUse, type UsableApiKey } from "@churned/db/api-key";
import { lastUsedEveryMs } from "@churned/domain/api-key";
import { AppError } from "@churned/domain/shared";
import { hashApiKeySecret, isApiKeySecret } from "@churned/services/api-key";
import type { Person } from "../http/person.ts";

const self = { kind: "system", name: "api" } as const;

/**
 * The caller of a request that brings an API key. Throws UNAUTHENTICATED if the key cannot be used, or if the request
 * also has a cookie: then it would not be clear who acts.
 */
export async function identifyByKey(
  db: Database,
  headers: Headers,
  secret: string,
  now: Date,
): Promise<Person> {
  if (headers.has("cookie"))
    throw new AppError("UNAUTHENTICATED", "Send either an API key or a cookie, and not both.");
  if (!isApiKeySecret(secret))
    throw new AppError(
      "UNAUTHENTICATED",
      "This is no API key of Churned. Send `Authorization: Bearer chk_…` with the whole key.",
    );
  const secretHash = hashApiKeySecret(secret);
  const [key] = await readAtOnce(db, self, (tx) => findUsableApiKeys(tx, { secretHash }, now));
  if (key === undefined)
    throw new AppError(
      "UNAUTHENTICATED",
      "This API key is unknown, expired or revoked, or its maker's account is locked or removed. Ask an operator of Churned for a new key.",
    );
  const storedBefore = new Date(now.getTime() - lastUsedEveryMs);
  if (key.lastUsedAt === null || key.lastUsedAt < storedBefore)
    await asOperator(db, self, (tx) => storeLastUse(tx, { id: key.id, at: now, storedBefore }));
  return toPerson(key);
}

export function toPerson({
  id,
  name,
  email,
  role,
  scopes,
  tenantId,
  tenantName,
}: UsableApiKey): Person {
  const tenant = tenantId === null || tenantName === null ? null : { tenantId, tenantName };
  return { sessionId: `key/${id}`, user: { id, email, name }, role, tenant, key: { scopes } };
}
