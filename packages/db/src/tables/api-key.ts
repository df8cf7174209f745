import { sql } from "drizzle-orm";
import { check, index, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { apiKeyScopes } from "@churned/domain/api-key";
import { users } from "./auth.ts";
import { createdAt, instant, oneOf } from "./columns.ts";
import { tenants } from "./tenant.ts";
import { operatorWall } from "./walls.ts";

/**
 * API keys, with which programs call the API. A key has the id of its row in `users`: history and audit name the key by
 * that row, and nobody can sign in with it. The table stores only a hash of the secret.
 */
export const apiKeys = pgTable(
  "api_keys",
  {
    id: uuid()
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    name: text().notNull(),
    secretHash: text().notNull().unique("api_keys_secret_hash_uq"),
    scopes: text({ enum: apiKeyScopes }).array().notNull(),
    /** The only tenant that the key reaches; null for a key with the rights of an operator. */
    tenantId: uuid().references(() => tenants.id, { onDelete: "cascade" }),
    /** The operator who made the key. The key works only as long as this person may sign in. */
    createdBy: uuid().references(() => users.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    revokedAt: instant(),
    lastUsedAt: instant(),
  },
  (table) => [
    index("api_keys_tenant_id_idx").on(table.tenantId),
    index("api_keys_created_by_idx").on(table.createdBy),
    check(
      "api_keys_scopes_ck",
      sql`cardinality(${table.scopes}) > 0 and ${table.scopes} <@ array[${oneOf(apiKeyScopes)}]`,
    ),
    operatorWall("api_keys"),
  ],
);
