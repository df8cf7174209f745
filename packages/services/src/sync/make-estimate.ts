/**
 * About how much there is to sync. Planhat gives no totals, so the last page is searched for: one call for a model of
 * one page, else at most 2·log2(pages)+1, each asking for ids alone.
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
    notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
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
 * count is a whole number of pages that changed meanwhile. Ends at the first page that is neither full nor empty. A
 * model of N pages, an empty last one among them, takes at most 2·log2(N)+1 calls.
 */
export async function countRecords(
  pageMax: number,
  countFrom: (offset: number) => Promise<number>,
): Promise<number> {
  // The model has more pages than `more`, and no more than `most`.
  let [more, most] = [0, Infinity];
  for (let calls = 1; more + 1 < most || most === Infinity; calls += 1) {
    const asked = choosePages(more, most, calls);
    const rows = await countFrom((asked - 1) * pageMax);
    if (rows > 0 && rows < pageMax) return (asked - 1) * pageMax + rows;
    if (rows === 0) most = asked;
    else more = asked;
  }
  return more * pageMax;
}

/**
 * Which page to ask for as the `calls`-th call. A model of N pages may take 2·log2(N)+1 calls, so small ones get their
 * answer sooner: each N has a leaf at that depth in a tree of questions (Kraft's inequality holds: the sum of 2^-depth
 * over all N is below 1), and the question splits off those below that fill half of what is left. Above 2^calls pages
 * the other half holds all the rest.
 */
function choosePages(more: number, most: number, calls: number): number {
  let room = 1;
  let pages = more;
  while (pages + 1 < most && pages < 2 ** calls) {
    const depth = Math.floor(2 * Math.log2(pages + 1)) + 1;
    room -= 2 ** (calls - depth);
    if (room < 0) break;
    pages += 1;
  }
  return Math.max(pages, more + 1);
}
