/** An operator's answer to "so much is missing: shall it be removed?". Once answered, it is not asked again for the same records. */
import { asOperator, notifyChange } from "@churned/db/client";
import { lockConnection } from "@churned/db/connection";
import { addAudit, addFact } from "@churned/db/history";
import {
  countWaitingDeletes,
  decideHeldDeletes,
  findHeldDeletes,
  listHeldDeletes as listRows,
  listReleasedDeletes,
} from "@churned/db/sync";
import { AppError, notFound } from "@churned/domain/shared";
import type { HeldDeletesState } from "@churned/domain/sync";
import type { QueryOf, ResponseOf } from "@churned/domain/wire";
import type { ServiceContext } from "../context/context.ts";
import { requireOperator, userIdOf } from "../context/context.ts";
import { presentHeldDeletes } from "../present/present.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { removeReleased } from "./settle-deletes.ts";

interface Answer {
  readonly id: string;
  readonly reason: string;
}

/** What waits for an operator, and what was decided, newest first. */
export async function listHeldDeletes(
  ctx: ServiceContext,
  query: QueryOf<"listHeldDeletes">,
): Promise<ResponseOf<"listHeldDeletes">> {
  requireOperator(ctx);
  const page = await asOperator(ctx.db, ctx.actor, (tx) => listRows(tx, query));
  return {
    items: page.items.map((row) => presentHeldDeletes(row, ctx.language)),
    nextCursor: page.nextCursor,
  };
}

/** Removes the missing records after all: the worker turns them into tombstones. */
export function releaseDeletes(
  ctx: ServiceContext,
  input: Answer,
): Promise<ResponseOf<"releaseDeletes">> {
  return answer(ctx, input, "releasing");
}

/** Keeps the missing records as they are; they are not asked about again until they come back. */
export function keepRecords(
  ctx: ServiceContext,
  input: Answer,
): Promise<ResponseOf<"keepRecords">> {
  return answer(ctx, input, "kept");
}

async function answer(
  ctx: ServiceContext,
  input: Answer,
  state: Extract<HeldDeletesState, "releasing" | "kept">,
): Promise<ResponseOf<"keepRecords">> {
  requireOperator(ctx);
  return await asOperator(ctx.db, ctx.actor, async (tx) => {
    const connection = await lockConnection(tx, input.id);
    if (connection === undefined) throw notFound("connection");
    const held = await findHeldDeletes(tx, input.id);
    if (held?.state !== "waiting")
      throw new AppError("CONFLICT", "No records of this connection wait for an answer.");
    const decidedBy = userIdOf(ctx.actor);
    await decideHeldDeletes(tx, held.id, {
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
      requestId: ctx.requestId,
    });
    notifyChange(tx, {
      topic: "held_deletes",
      id: held.id,
      connectionId: input.id,
      tenantId,
    });
    const [row] = (await listRows(tx, { connectionId: input.id, limit: 1 })).items;
    if (row === undefined) throw notFound("connection");
    return presentHeldDeletes(row, ctx.language);
  });
}

/** How many questions about missing records wait for an operator. */
export async function countHeldDeletes(ctx: WorkerContext): Promise<number> {
  return await asOperator(ctx.db, ctx.actor, countWaitingDeletes);
}

/** Removes what operators released, a batch of each connection at a time; how many batches. */
export async function removeReleasedDeletes(ctx: WorkerContext): Promise<number> {
  const released = await asOperator(ctx.db, ctx.actor, (tx) => listReleasedDeletes(tx));
  for (const { connectionId } of released)
    await asOperator(ctx.db, ctx.actor, async (tx) => {
      await lockConnection(tx, connectionId);
      const held = await findHeldDeletes(tx, connectionId);
      if (held?.state === "releasing") await removeReleased(ctx, tx, held);
    });
  return released.length;
}
