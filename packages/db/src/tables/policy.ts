import { boolean, check, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { sql } from "drizzle-orm";
import { policyNames } from "@churned/domain/sync";
import { users } from "./auth.ts";
import { createdAt, oneOf } from "./columns.ts";
import { operatorWall } from "./walls.ts";

/**
 * The policies, as operators set them: what Churned may do without asking an operator. They are the same for all
 * tenants.
 */
export const policies = pgTable(
  "policies",
  {
    name: text({ enum: policyNames }).primaryKey(),
    isOn: boolean().notNull(),
    changedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    changedAt: createdAt(),
  },
  (table) => [
    check("policies_name_ck", sql`${table.name} in (${oneOf(policyNames)})`),
    operatorWall("policies"),
  ],
);
