import { eq } from "drizzle-orm";
import type { PolicyName } from "@churned/domain/sync";
import { policyNames } from "@churned/domain/sync";
import type { Tx } from "../client/database.ts";
import { users } from "../tables/auth.ts";
import { policies } from "../tables/policy.ts";

/**
 * Every policy, with the person who changed it last. A policy says what Churned may do without an operator, and is off
 * by default. Only operators and the system can see policies.
 */
export async function listPolicyRows(tx: Tx): Promise<
  {
    name: PolicyName;
    isOn: boolean;
    changedAt: Date | null;
    changedBy: string | null;
  }[]
> {
  const rows = await tx.orm
    .select({ row: policies, changedBy: users.name })
    .from(policies)
    .leftJoin(users, eq(users.id, policies.changedBy));
  return policyNames.map((name) => {
    const found = rows.find(({ row }) => row.name === name);
    return {
      name,
      isOn: found?.row.isOn ?? false,
      changedAt: found?.row.changedAt ?? null,
      changedBy: found?.changedBy ?? null,
    };
  });
}

export async function isPolicyOn(tx: Tx, name: PolicyName): Promise<boolean> {
  const [row] = await tx.orm.select().from(policies).where(eq(policies.name, name));
  return row?.isOn ?? false;
}

export async function savePolicy(
  tx: Tx,
  policy: {
    readonly name: PolicyName;
    readonly isOn: boolean;
    readonly changedBy: string | null;
    readonly at: Date;
  },
): Promise<void> {
  const { at, ...row } = policy;
  await tx.orm
    .insert(policies)
    .values({ ...row, changedAt: at })
    .onConflictDoUpdate({ target: policies.name, set: { ...row, changedAt: at } });
}
