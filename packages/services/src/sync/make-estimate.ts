/**
 * About how much there is to sync. Planhat gives no totals, so the last page is searched for: one call for a model of
 * one page, else at most 2·log2(pages)+1, each asking for ids alone.
 */
import {
  asOperator,
  findConnection,
  findEstimate,
  listConnectionsToEstimate,
  lockConnection,
  notifyChange,
  postponeEstimate,
  saveEstimate,
  withTenant,
} from "@churned/db";
import type { EstimateOfModel, Tx } from "@churned/db";
import type { ModelName } from "@churned/domain";
import { comparePlans, plannedModels, retryDelayMs } from "@churned/domain";
import type { PlanhatClient } from "@churned/planhat-client";
import { PlanhatError } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import { asError } from "../context.ts";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../worker-context.ts";

/** One connection's turn may take this long; what takes longer goes on later, from the models that are known. */
const turnMs = 30_000;

/** Makes the estimates that are missing, a few connections side by side; how many were made. */
export async function makeMissingEstimates(
  ctx: WorkerContext,
  signal: AbortSignal,
): Promise<number> {
  const missing = await asOperator(ctx.db, ctx.actor, (tx) =>
    listConnectionsToEstimate(tx, { now: ctx.now(), limit: 5 }),
  );
  const made = await Promise.all(missing.map((one) => takeTurn(ctx, one, signal)));
  return made.filter(Boolean).length;
}

/** One connection's turn: true where its estimate is whole. */
async function takeTurn(
  ctx: WorkerContext,
  connection: { readonly id: string; readonly tenantId: string; readonly attempt: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { id, tenantId } = connection;
  let { attempt } = connection;
  try {
    const turn = AbortSignal.any([signal, AbortSignal.timeout(turnMs)]);
    return await makeEstimate(ctx, connection, turn, () => (attempt = 0));
  } catch (error) {
    signal.throwIfAborted();
    attempt += 1;
    ctx.log.warn(
      { connectionId: id, attempt, err: asError(error) },
      "an estimate could not be made whole",
    );
    const delayMs = retryDelayMs(attempt, ctx.random(), 10_000, 60 * 60_000);
    const nextAttemptAt = new Date(ctx.now().getTime() + delayMs);
    await withTenant(ctx.db, ctx.actor, tenantId, (tx) =>
      postponeEstimate(tx, { connectionId: id, tenantId, attempt, nextAttemptAt }),
    );
    return false;
  }
}

/**
 * Asks model after model. Each is kept as soon as it is known, so that no call is made twice for it. False where what is
 * to be estimated changed meanwhile: then it is due again, from the beginning.
 */
async function makeEstimate(
  ctx: WorkerContext,
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
  signal: AbortSignal,
  onProgress: () => void,
): Promise<boolean> {
  const query = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withTenant(ctx.db, ctx.actor, tenantId, work);
  const [connection, before] = await query((tx) =>
    Promise.all([findConnection(tx, id), findEstimate(tx, id)]),
  );
  const plan = connection?.plan ?? {};
  const planned = plannedModels(plan);
  let row = before;
  const known = (before?.models ?? []).filter(({ model }) => planned.includes(model));
  const save = (asOf: Date | null): Promise<boolean> =>
    query(async (tx) => {
      // Under the lock of whoever changes the plan or the token, and so expires the estimate.
      const [now, kept] = [await lockConnection(tx, id), await findEstimate(tx, id)];
      const isSame = kept?.nextAttemptAt.getTime() === row?.nextAttemptAt.getTime();
      if (now === undefined || !isSame || comparePlans(plan, now.plan).length > 0) return false;
      row = await saveEstimate(tx, { connectionId: id, tenantId, asOf, models: known });
      if (asOf !== null) notifyChange(tx, { topic: "connection", id, connectionId: id, tenantId });
      return true;
    });
  let active: ActiveClient | undefined;
  for (const model of planned) {
    if (known.some((one) => one.model === model)) continue;
    active = await connectActive(ctx, id, query, active);
    if (active === undefined) throw new Error("The connection has no token to ask with.");
    known.push(await estimateModel(active.client, model, signal));
    if (!(await save(null))) return false;
    onProgress();
  }
  return await save(ctx.now());
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
