import { asActor } from "@churned/db/client";
import { findConnection } from "@churned/db/connection";
import { addAudit } from "@churned/db/history";
import type { AuditAction } from "@churned/domain/history";
import type { ServiceContext } from "../context/context.ts";

/**
 * Logs that the actor reads data of a connection, or of no connection without `connectionId`. Returns false, and logs
 * nothing, if the actor does not see the connection.
 */
export async function logRead(
  ctx: ServiceContext,
  { action, connectionId }: { readonly action: AuditAction; readonly connectionId?: string },
): Promise<boolean> {
  return await asActor(ctx.db, ctx.actor, async (tx) => {
    const { request } = ctx;
    if (connectionId === undefined) addAudit(tx, { tenantId: tx.tenantId, action, request });
    else {
      const connection = await findConnection(tx, connectionId);
      if (connection === undefined) return false;
      addAudit(tx, { tenantId: connection.tenantId, action, subjectId: connectionId, request });
    }
    return true;
  });
}
