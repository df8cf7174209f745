import { sql } from "drizzle-orm";
import { check, pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { defaultLanguage, languages } from "@churned/domain/shared";
import { users } from "./auth.ts";
import { createdAt, id, oneOf } from "./columns.ts";
import { tenantWall } from "./walls.ts";

/** Tenants: the businesses that are Churned's customers. Data of one tenant is never visible to another. */
export const tenants = pgTable(
  "tenants",
  {
    id: id(),
    name: text().notNull(),
    /** The language of mails to the tenant's people. */
    language: text({ enum: languages }).notNull().default(defaultLanguage),
    createdAt: createdAt(),
  },
  (table) => [
    check("tenants_language_ck", sql`${table.language} in (${oneOf(languages)})`),
    tenantWall("tenants", { column: "id", guest: "ofTenant" }),
  ],
);

/** The members of tenants. A person belongs to one tenant. */
export const memberships = pgTable(
  "memberships",
  {
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ name: "memberships_pk", columns: [table.tenantId, table.userId] }),
    unique("memberships_user_id_uq").on(table.userId),
    tenantWall("memberships"),
  ],
);
