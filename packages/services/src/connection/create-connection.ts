import { asActor, notifyChange } from "@churned/db/client";
import { insertConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import { findTenant } from "@churned/db/tenant";
import type { Tx } from "@churned/db/client";
import { defaultPlan } from "@churned/domain/plan";
import { AppError } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";

/**
 * Adds a connection that waits for its token. It belongs to the customer's tenant, or to the tenant that an operator
 * names.
 */
export async function createConnection(
  ctx: ServiceContext,
  input: { readonly name?: string | undefined; readonly tenantId?: string | undefined },
): Promise<ResponseOf<"createConnection">> {
  const tenantId = ctx.actor.kind === "customer" ? ctx.actor.tenantId : input.tenantId;
  const details = { errors: [{ path: "tenantId", message: "Name a tenant." }] };
  if (tenantId === undefined)
    throw new AppError("VALIDATION", "Name the tenant of the connection.", details);
  return await asActor(ctx.db, ctx.actor, async (tx) => {
    // A customer gets the same answer for the id of another tenant as for an unknown id.
    const tenant =
      input.tenantId === undefined || input.tenantId === tenantId
        ? await findTenant(tx, tenantId)
        : undefined;
    if (tenant === undefined) throw new AppError("NOT_FOUND", "There is no such tenant.");
    return { id: await addConnection(ctx, tx, { tenantId, name: input.name ?? "Planhat" }) };
  });
}

/** Adds a connection, with its first lines in the timeline and the audit. */
export async function addConnection(
  ctx: ServiceContext,
  tx: Tx,
  connection: { readonly tenantId: string; readonly name: string },
): Promise<string> {
  const { tenantId, name } = connection;
  const id = await insertConnection(tx, { tenantId, name, plan: defaultPlan });
  addFact(tx, { id, tenantId }, { kind: "connection_created" });
  addAudit(tx, {
    tenantId,
    action: "connection.create",
    subjectId: id,
    request: ctx.request,
  });
  notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
  return id;
}
