/**
 * About how much there is to sync. Planhat gives no totals, so the last page is searched for: one call for a model of
 * one page, else at most 2·log2(pages)+3, each but the first asking for a single id.
 */
import {
  asOperator,
  findConnection,
  listConnectionsToEstimate,
  notifyChange,
  saveEstimate,
  withTenant,
} from "@churned/db";
import type { EstimateOfModel, Tx } from "@churned/db";
import type { ModelName } from "@churned/domain";
import { plannedModels } from "@churned/domain";
import type { PlanhatClient } from "@churned/planhat-client";
import { PlanhatError } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import { asError } from "../context.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../worker-context.ts";

/** Makes the estimates that are missing, a few at a time; how many were made. */
export async function makeMissingEstimates(
  ctx: WorkerContext,
  signal: AbortSignal,
): Promise<number> {
  const missing = await asOperator(ctx.db, ctx.actor, (tx) => listConnectionsToEstimate(tx, 5));
  let made = 0;
  for (const { id, tenantId } of missing) {
    signal.throwIfAborted();
    try {
      if (await makeEstimate(ctx, id, tenantId, signal)) made += 1;
    } catch (error) {
      // It stays missing, and is made at the next turn.
      ctx.log.warn({ connectionId: id, err: asError(error) }, "an estimate could not be made");
    }
  }
  return made;
}

async function makeEstimate(
  ctx: WorkerContext,
  id: string,
  tenantId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const query = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withTenant(ctx.db, ctx.actor, tenantId, work);
  const connection = await query((tx) => findConnection(tx, id));
  const client = await connectActive(ctx, id, query);
  if (connection === undefined || client === undefined) return false;
  const found: EstimateOfModel[] = [];
  for (const model of plannedModels(connection.plan))
    found.push(await estimateModel(client, model, signal));
  await query(async (tx) => {
    await saveEstimate(tx, { connectionId: id, tenantId, asOf: ctx.now(), models: found });
    await notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
  });
  return true;
}

async function estimateModel(
  client: PlanhatClient,
  model: ModelName,
  signal: AbortSignal,
): Promise<EstimateOfModel> {
  const { pageMax } = models[model];
  try {
    const records = await countRecords(pageMax, async (offset, limit) => {
      const rows = await client.page(model, {
        offset,
        limit,
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

/** Counts to the page: exact for one page, else up to the end of the last page that has a row. */
export async function countRecords(
  pageMax: number,
  countFrom: (offset: number, limit: number) => Promise<number>,
): Promise<number> {
  const first = await countFrom(0, pageMax);
  if (first < pageMax) return first;
  let known = 0;
  let beyond = 1;
  while ((await countFrom(beyond * pageMax, 1)) > 0) {
    known = beyond;
    beyond *= 2;
  }
  while (beyond - known > 1) {
    const middle = Math.floor((known + beyond) / 2);
    if ((await countFrom(middle * pageMax, 1)) > 0) known = middle;
    else beyond = middle;
  }
  return (known + 1) * pageMax;
}
