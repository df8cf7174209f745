import { pgTable, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { users } from "./auth.ts";
import { createdAt, id } from "./columns.ts";
import { tenantWall } from "./roles.ts";

/** Businesses that are Churned's customers: the unit of isolation. */
export const tenants = pgTable(
  "tenants",
  { id: id(), name: text().notNull(), createdAt: createdAt() },
  () => [tenantWall("tenants", "id")],
);

/** Who belongs to a tenant. A customer belongs to one. */
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
