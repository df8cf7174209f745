import { asOperator } from "@churned/db/client";
import { addAudit } from "@churned/db/history";
import { insertTenant } from "@churned/db/tenant";
import type { Language } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import { addConnection } from "../connection/create-connection.ts";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { insertPerson } from "./create-user.ts";

/** Adds a tenant with one connection that waits for its token, and with its first customer, who has no password yet. */
export async function createTenant(
  ctx: ServiceContext,
  input: {
    readonly name: string;
    readonly customerEmail: string;
    readonly customerName?: string | undefined;
    readonly language?: Language | undefined;
  },
): Promise<ResponseOf<"createTenant"> & { readonly userId: string }> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const id = await insertTenant(tx, { name: input.name, language: input.language });
    const { customerEmail: email, customerName: name } = input;
    const userId = await insertPerson(ctx, tx, { email, name, role: "customer", tenantId: id });
    const connectionId = await addConnection(ctx, tx, {
      tenantId: id,
      name: `${input.name}'s Planhat`,
    });
    addAudit(tx, {
      tenantId: id,
      action: "tenant.create",
      subjectId: id,
      request: ctx.request,
    });
    return { id, connectionId, userId };
  });
}
