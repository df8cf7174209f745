import { asOperator } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import { findAccount } from "@churned/db/tenant";
import type { AuditAction } from "@churned/domain/history";
import type { Actor } from "@churned/domain/shared";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";

/** Logs what the owner of an account did with the account. */
export async function logAccountUse(
  ctx: ServiceContext,
  { action, userId }: { readonly action: AuditAction; readonly userId: string },
): Promise<void> {
  requireOperator(ctx);
  await asOperator(ctx.db, ctx.actor, async (tx) => {
    const account = await findAccount(tx, { id: userId });
    if (account === undefined) return;
    const { tenantId } = account;
    addAudit(tx, {
      tenantId,
      action,
      subjectId: userId,
      request: ctx.request,
      by: actorOf(account),
    });
  });
}

/**
 * Logs the attempt of a caller who did not prove to be the owner of the account. Only the id of an account is stored:
 * for an address without an account, the line has `ifUnknown` as its reason.
 */
export async function logUnknownCaller(
  ctx: ServiceContext,
  attempt: {
    readonly action: AuditAction;
    readonly email: string;
    readonly ifUnknown: string;
  },
): Promise<void> {
  requireOperator(ctx);
  const { action, email, ifUnknown } = attempt;
  await asOperator(ctx.db, ctx.actor, async (tx) => {
    const account = await findAccount(tx, { email });
    addAudit(tx, {
      tenantId: account?.tenantId ?? null,
      action,
      subjectId: account?.id,
      reason: account === undefined ? ifUnknown : undefined,
      request: ctx.request,
      by: "nobody",
    });
  });
}

/** The owner of an account as an actor. A customer without a tenant is no actor of a tenant. */
function actorOf(account: {
  readonly id: string;
  readonly role: "customer" | "operator";
  readonly tenantId: string | null;
}): Actor | "nobody" {
  const { id: userId, role, tenantId } = account;
  if (role === "operator") return { kind: "operator", userId };
  return tenantId === null ? "nobody" : { kind: "customer", userId, tenantId };
}
