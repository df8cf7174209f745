import { asOperator } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit } from "@churned/db/history";
import type { SyncMode } from "@churned/domain/sync";
import { notFound } from "@churned/domain/shared";
import type { ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator } from "../context/context.ts";
import { openSync } from "./open-sync.ts";

/** Starts a sync for an operator. If a sync of the connection is already running, returns its id. */
export async function createSync(
  ctx: ServiceContext,
  input: { readonly id: string; readonly mode?: SyncMode | undefined },
): Promise<ResponseOf<"createSync">> {
  requireOperator(ctx);
  const id = await asOperator(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    const sync = await openSync(tx, connection, input.mode ?? "full");
    if (sync.isNew)
      addAudit(tx, {
        tenantId: connection.tenantId,
        action: "sync.create",
        subjectId: sync.id,
        request: ctx.request,
      });
    return sync.id;
  });
  await ctx.hints.hint("sync", id);
  return { id };
}
