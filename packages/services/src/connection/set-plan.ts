import { replanOpenChecks } from "@churned/db/check";
import { asOperator, notifyChange } from "@churned/db/client";
import { findConnection, lockConnection, updateConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import { expireEstimate } from "@churned/db/sync";
import { findCredentialInSlot } from "@churned/db/token";
import { comparePlans, completePlan, plannedModels } from "@churned/domain/plan";
import { AppError, notFound } from "@churned/domain/shared";
import { describePlanChanges } from "@churned/domain/words";
import type { BodyOf, ResponseOf } from "@churned/domain/wire";
import { createChecks } from "../check/create-check.ts";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { presentConnection } from "../present/present-connection.ts";

/**
 * Changes which models a connection reads. Its tokens are checked for the new models at once, and a new estimate is
 * made. The next sync follows the new plan. The landed (stored) data of models that are no longer read stays. If the
 * plan is unchanged, the function does nothing. Throws CONFLICT if the connection is disconnected.
 */
export async function setPlan(
  ctx: ServiceContext,
  input: { readonly id: string } & BodyOf<"setPlan">,
): Promise<ResponseOf<"setPlan">> {
  requireOperator(ctx);
  const { id, plan, reason } = input;
  const savedSlots = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, id);
    if (connection === undefined) throw notFound("connection");
    const { state, tenantId } = connection;
    if (state === "disconnected")
      throw new AppError("CONFLICT", "This connection is disconnected; nothing is read from it.");
    const changes = comparePlans(connection.plan, plan);
    if (changes.length === 0) return [];
    const at = ctx.now();
    await updateConnection(tx, id, { state, at, plan: completePlan(plan) });
    expireEstimate(tx, id, at);
    replanOpenChecks(tx, id, plannedModels(plan));
    addFact(tx, connection, { kind: "plan_changed", changes, reason });
    addAudit(tx, {
      tenantId,
      action: "connection.plan",
      subjectId: id,
      reason: `${describePlanChanges(changes, "en")} ${reason}`,
      request: ctx.request,
    });
    notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
    if (state === "paused") return [];
    const slots = (["active", "candidate"] as const).map(async (slot) =>
      (await findCredentialInSlot(tx, id, slot)) === undefined ? [] : [slot],
    );
    return (await Promise.all(slots)).flat();
  });
  await createChecks(ctx, id, savedSlots);
  const changed = await asOperator(ctx.db, ctx.actor, (tx) => findConnection(tx, id));
  if (changed === undefined) throw notFound("connection");
  return presentConnection(changed);
}
