/**
 * About how much there is to sync. Planhat gives no totals, so the last page is searched for: one call for a model of
 * one page, else at most 2·log2(pages)+3, each asking for ids alone.
 */
import {
  asOperator,
  findConnection,
  listConnectionsToEstimate,
  notifyChange,
  postponeEstimate,
  saveEstimate,
  withTenant,
} from "@churned/db";
import type { EstimateOfModel, Tx } from "@churned/db";
import type { ModelName } from "@churned/domain";
import { plannedModels, retryDelayMs } from "@churned/domain";
import type { PlanhatClient } from "@churned/planhat-client";
import { PlanhatError } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import { asError } from "../context.ts";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../worker-context.ts";

/** One connection's estimate may take this long; what takes longer is tried again later. */
const budgetMs = 30_000;

/** Makes the estimates that are missing, a few at a time; how many were made. */
export async function makeMissingEstimates(
  ctx: WorkerContext,
  signal: AbortSignal,
): Promise<number> {
  const missing = await asOperator(ctx.db, ctx.actor, (tx) =>
    listConnectionsToEstimate(tx, { now: ctx.now(), limit: 5 }),
  );
  let made = 0;
  for (const { id, tenantId, attempt } of missing) {
    signal.throwIfAborted();
    try {
      await makeEstimate(
        ctx,
        id,
        tenantId,
        AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]),
      );
      made += 1;
    } catch (error) {
      ctx.log.warn(
        { connectionId: id, attempt, err: asError(error) },
        "an estimate could not be made",
      );
      const delayMs = retryDelayMs(attempt + 1, ctx.random(), 10_000, 60 * 60_000);
      const nextAttemptAt = new Date(ctx.now().getTime() + delayMs);
      await withTenant(ctx.db, ctx.actor, tenantId, (tx) =>
        postponeEstimate(tx, { connectionId: id, tenantId, attempt: attempt + 1, nextAttemptAt }),
      );
    }
  }
  return made;
}

async function makeEstimate(
  ctx: WorkerContext,
  id: string,
  tenantId: string,
  signal: AbortSignal,
): Promise<void> {
  const query = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withTenant(ctx.db, ctx.actor, tenantId, work);
  const connection = await query((tx) => findConnection(tx, id));
  let active: ActiveClient | undefined;
  const found: EstimateOfModel[] = [];
  for (const model of plannedModels(connection?.plan ?? {})) {
    active = await connectActive(ctx, id, query, active);
    if (active === undefined) throw new Error("The connection has no token to ask with.");
    found.push(await estimateModel(active.client, model, signal));
  }
  await query(async (tx) => {
    await saveEstimate(tx, { connectionId: id, tenantId, asOf: ctx.now(), models: found });
    await notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
  });
}

async function estimateModel(
  client: PlanhatClient,
  model: ModelName,
  signal: AbortSignal,
): Promise<EstimateOfModel> {
  const { pageMax } = models[model];
  try {
    const records = await countRecords(pageMax, async (offset) => {
      const rows = await client.page(model, {
        offset,
        limit: pageMax,
        sort: "_id",
        select: ["_id"],
        signal,
      });
      return rows.length;
    });
    return { model, records, calls: Math.floor(records / pageMax) + 1 };
  } catch (error) {
    // What may not be read is not synced.
    if (error instanceof PlanhatError && (error.kind === "forbidden" || error.kind === "not_found"))
      return { model, records: 0, calls: 0 };
    throw error;
  }
}

/**
 * Counts a model's records by looking for its last page: `countFrom` says how many a page holds. Exact, unless the
 * count is a whole number of pages that changed meanwhile. Ends at the first page that is neither full nor empty.
 */
export async function countRecords(
  pageMax: number,
  countFrom: (offset: number) => Promise<number>,
): Promise<number> {
  // Page `full` is known to be full (-1 stands before the first), page `empty` to be empty.
  let full = -1;
  let empty: number | undefined;
  let page = 0;
  for (;;) {
    const rows = await countFrom(page * pageMax);
    if (rows > 0 && rows < pageMax) return page * pageMax + rows;
    if (rows === 0) empty = page;
    else full = page;
    if (empty !== undefined && empty - full <= 1) return (full + 1) * pageMax;
    page = empty === undefined ? Math.max(1, full * 2) : Math.floor((full + empty) / 2);
  }
}
