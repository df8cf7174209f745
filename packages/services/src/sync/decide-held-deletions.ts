/**
 * Operators decide whether missing records are removed that are too many to remove automatically (held deletions).
 * After the decision, operators are not asked about the same records again.
 */
import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import {
  countWaitingDeletes,
  decideHeldDeletions,
  findHeldDeletions,
  listHeldDeletionsRows as listRows,
  listReleasedDeletes,
} from "@churned/db/sync";
import { AppError, notFound } from "@churned/domain/shared";
import type { HeldDeletionsState } from "@churned/domain/sync";
import type { QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator, userIdOf } from "../context/context.ts";
import { presentHeldDeletions } from "../present/present-sync.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { removeReleased } from "./settle-deletes.ts";

interface Answer {
  readonly id: string;
  readonly reason: string;
}

/** Lists held deletions, both waiting and decided, newest first. */
export async function listHeldDeletions(
  ctx: ServiceContext,
  query: QueryOf<"listHeldDeletions">,
): Promise<ResponseOf<"listHeldDeletions">> {
  requireOperator(ctx);
  const page = await asOperator(ctx.db, ctx.actor, (tx) => listRows(tx, query));
  return {
    items: page.items.map((row) => presentHeldDeletions(row, ctx.language)),
    nextCursor: page.nextCursor,
  };
}

/** Releases the missing records for removal. The worker then makes them tombstones (deleted records without data). */
export function releaseDeletes(
  ctx: ServiceContext,
  input: Answer,
): Promise<ResponseOf<"releaseDeletes">> {
  return answer(ctx, input, "releasing");
}

/** Keeps the missing records. Operators are not asked about these records again unless the records come back first. */
export function keepRecords(
  ctx: ServiceContext,
  input: Answer,
): Promise<ResponseOf<"keepRecords">> {
  return answer(ctx, input, "kept");
}

async function answer(
  ctx: ServiceContext,
  input: Answer,
  state: Extract<HeldDeletionsState, "releasing" | "kept">,
): Promise<ResponseOf<"keepRecords">> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    const held = await findHeldDeletions(tx, input.id);
    if (held?.state !== "waiting")
      throw new AppError("CONFLICT", "No records of this connection wait for an answer.");
    const decidedBy = userIdOf(ctx.actor);
    await decideHeldDeletions(tx, held.id, {
      from: "waiting",
      state,
      at: ctx.now(),
      reason: input.reason,
      ...(decidedBy === undefined ? {} : { decidedBy }),
    });
    const { tenantId } = connection;
    addFact(tx, connection, {
      kind: state === "kept" ? "records_kept" : "deletes_released",
      missing: held.models,
      reason: input.reason,
    });
    addAudit(tx, {
      tenantId,
      action: state === "kept" ? "held_deletes.keep" : "held_deletes.release",
      subjectId: held.id,
      reason: input.reason,
      request: ctx.request,
    });
    notifyChange(tx, {
      topic: "held_deletes",
      id: held.id,
      connectionId: input.id,
      tenantId,
    });
    const [row] = (await listRows(tx, { connectionId: input.id, limit: 1 })).items;
    if (row === undefined) throw notFound("connection");
    return presentHeldDeletions(row, ctx.language);
  });
}

/** Counts the held deletions that wait for an operator. */
export async function countHeldDeletions(ctx: WorkerContext): Promise<number> {
  return await asOperator(ctx.db, ctx.actor, countWaitingDeletes);
}

/** Removes records that operators released, one batch for each connection. Returns the number of connections. */
export async function removeReleasedDeletes(ctx: WorkerContext): Promise<number> {
  const released = await asOperator(ctx.db, ctx.actor, (tx) => listReleasedDeletes(tx));
  for (const { connectionId } of released)
    await asOperator(ctx.db, ctx.actor, async (tx) => {
      await lockConnection(tx, connectionId);
      const held = await findHeldDeletions(tx, connectionId);
      if (held?.state === "releasing") await removeReleased(ctx, tx, held);
    });
  return released.length;
}
