import { jsonb, pgTable, uuid } from "drizzle-orm/pg-core";
import type { BudgetState } from "@churned/domain";
import { connections } from "./connections.ts";
import { operatorWall } from "./roles.ts";

/**
 * Budgets of calls to Planhat. A budget has the id of a connection and is shared by all whose tokens have the same
 * fingerprint: it belongs to no tenant, and only the system sees it.
 */
export const budgets = pgTable(
  "budgets",
  {
    id: uuid()
      .primaryKey()
      .references(() => connections.id, { onDelete: "cascade" }),
    state: jsonb().$type<BudgetState>().notNull(),
  },
  () => [operatorWall("budgets")],
);
