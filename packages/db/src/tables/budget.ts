import { pgTable, uuid } from "drizzle-orm/pg-core";
import type { BudgetState } from "@churned/domain/budget";
import { json } from "./repair-values.ts";
import { connections } from "./connection.ts";
import { operatorWall } from "./walls.ts";

/**
 * Budgets of calls to Planhat. A budget has the id of a connection, and all connections whose tokens have the same
 * fingerprint share this budget. So a budget belongs to no tenant, and only the system can see it.
 */
export const budgets = pgTable(
  "budgets",
  {
    id: uuid()
      .primaryKey()
      .references(() => connections.id, { onDelete: "cascade" }),
    state: json().$type<BudgetState>().notNull(),
  },
  () => [operatorWall("budgets")],
);
