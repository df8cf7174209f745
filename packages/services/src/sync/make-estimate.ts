/** Estimates how many records there are to sync. Counts one model after another, with calls that return only ids. */
import type { Tx } from "@churned/db/client";
import { asOperator, notifyChange, withTenant } from "@churned/db/client";
import { findConnection, lockConnection } from "@churned/db/connection";
import type { EstimateOfModel, WatermarkRow } from "@churned/db/sync";
import {
  findEstimate,
  listConnectionsToEstimate,
  listWatermarks,
  postponeEstimate,
  saveEstimate,
} from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import { comparePlans, plannedModels } from "@churned/domain/plan";
import { retryDelayMs } from "@churned/domain/shared";
import type { PlanhatClient } from "@churned/planhat-client";
import { PlanhatError } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import { asError } from "../context/context.ts";
import type { ActiveClient } from "../token/open-credential.ts";
import { connectActive } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { WorkStoppedError } from "../context/worker-context.ts";
import { countPlanhatRecords } from "./count-records.ts";

/**
 * The time limit for one connection. If an estimate takes longer, it continues later with the models that are not
 * counted yet.
 */
const timeLimitMs = 30_000;
/** The count of a full pass is used for this time. */
const countedForMs = 24 * 60 * 60_000;

/** Makes missing estimates for a few connections at once. Returns the number of completed estimates. */
export async function makeMissingEstimates(
  ctx: WorkerContext,
  signal: AbortSignal,
): Promise<number> {
  const missing = await asOperator(ctx.db, ctx.actor, (tx) =>
    listConnectionsToEstimate(tx, { now: ctx.now(), limit: 5 }),
  );
  const made = await Promise.all(missing.map((one) => claimEstimate(ctx, one, signal)));
  return made.filter(Boolean).length;
}

/** Works on the estimate of one connection. Returns true if the estimate is complete. */
async function claimEstimate(
  ctx: WorkerContext,
  connection: { readonly id: string; readonly tenantId: string; readonly attempt: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { id, tenantId } = connection;
  let { attempt } = connection;
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(timeLimitMs)]);
    return await makeEstimate(ctx, connection, limited, () => (attempt = 0));
  } catch (error) {
    signal.throwIfAborted();
    // The connection does not work now, or is paused. The estimate is tried again when the connection works.
    if (error instanceof WorkStoppedError) return false;
    attempt += 1;
    ctx.log.warn(
      { connectionId: id, attempt, err: asError(error) },
      "could not complete an estimate",
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
 * Counts one model after another, and stores each count at once, so that no call is repeated. Returns false if the plan
 * or the token changed in the meantime; the estimate then starts again.
 */
async function makeEstimate(
  ctx: WorkerContext,
  { id, tenantId }: { readonly id: string; readonly tenantId: string },
  signal: AbortSignal,
  onProgress: () => void,
): Promise<boolean> {
  const query = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    withTenant(ctx.db, ctx.actor, tenantId, work);
  const [connection, before, marks] = await query((tx) =>
    Promise.all([findConnection(tx, id), findEstimate(tx, id), listWatermarks(tx, id)]),
  );
  const plan = connection?.plan ?? {};
  const planned = plannedModels(plan);
  let row = before;
  const landed = countLanded(marks, ctx.now());
  const asked = (before?.models ?? []).filter(({ model }) =>
    landed.every((one) => one.model !== model),
  );
  const known = [...landed, ...asked].filter(({ model }) => planned.includes(model));
  const save = (asOf: Date | null): Promise<boolean> =>
    query(async (tx) => {
      // A change of the plan or the token clears the estimate under this same lock.
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
    const work = { kind: "estimate", id } as const;
    active = await connectActive(ctx, { connectionId: id, work }, query, active);
    if (active === undefined) throw new Error("The connection has no token to ask with.");
    known.push(await estimateModel(active.client, model, signal));
    if (!(await save(null))) return false;
    onProgress();
  }
  return await save(ctx.now());
}

/** The counts of full passes of the last day. */
function countLanded(marks: readonly WatermarkRow[], now: Date): EstimateOfModel[] {
  return marks.flatMap(({ model, records, fullAt, readAt }) => {
    if (records === null || now.getTime() - fullAt.getTime() > countedForMs) return [];
    const calls = Math.floor(records / models[model].pageMax) + 1;
    return [{ model, records, isAtLeast: readAt === null, calls }];
  });
}

async function estimateModel(
  client: PlanhatClient,
  model: ModelName,
  signal: AbortSignal,
): Promise<EstimateOfModel> {
  const { pageMax } = models[model];
  try {
    const counted = await countPlanhatRecords(pageMax, async (offset) => {
      const rows = await client.page(model, {
        offset,
        limit: pageMax,
        sort: "_id",
        select: ["_id"],
        signal,
      });
      return rows.map((row, at) =>
        typeof row["_id"] === "string" ? row["_id"] : `${offset + at}`,
      );
    });
    return { model, ...counted, calls: Math.floor(counted.records / pageMax) + 1 };
  } catch (error) {
    // A model that the token may not read is not synced, so it counts as empty.
    if (error instanceof PlanhatError && (error.kind === "forbidden" || error.kind === "not_found"))
      return { model, records: 0, isAtLeast: false, calls: 0 };
    throw error;
  }
}
