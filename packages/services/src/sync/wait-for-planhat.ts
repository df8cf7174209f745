/**
 * Decides what a stream does if Planhat does not return its page. Only the kind of error decides. Each stream waits and
 * ends separately, while other streams are read.
 */
import type { Tx } from "@churned/db/client";
import { notifyChange } from "@churned/db/client";
import type { StreamRow, SyncWithStreams } from "@churned/db/sync";
import {
  keepUnread,
  readInFull,
  updateStream,
  updateSync,
  waitsForNothing,
} from "@churned/db/sync";
import { checkBy, findConnection } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import type { ModelName } from "@churned/domain/plan";
import { modelLabels } from "@churned/domain/plan";
import { retryDelayMs } from "@churned/domain/shared";
import { isWithheld, isWorking, tellsOfDenied } from "@churned/domain/verdict";
import type { PlanhatError } from "@churned/planhat-client";
import { beginArchived } from "./learn-archived.ts";
import { suspectConnection } from "./count-sync.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { attemptLimit, isOnlyModelRejected } from "./attempts.ts";
import { finishSync } from "./finish-sync.ts";
import { streamAttemptsMax, streamAttemptsRefusedMax } from "@churned/domain/sync";

const waitReasons: Readonly<Record<PlanhatError["kind"], string>> = {
  throttled: "Planhat's quota",
  planhat_failed: "Planhat, which answers with errors",
  unreachable: "Planhat, which cannot be reached",
  timed_out: "Planhat, which does not answer in time",
  unexpected_answer: "Planhat, which answers with something else",
  rejected: "a working token",
  forbidden: "permission",
  not_found: "permission",
  invalid: "Planhat, which refuses the question",
  blocked: "Planhat, since something on the way refuses the calls",
  aborted: "its turn",
};

/** The longest wait, even if Planhat asks for a longer wait. */
const waitMaxMs = 10 * 60_000;

/**
 * What a slice (a few pages of the sync) does next: it reads another stream, ends because its sync is over, or waits.
 */
export type Next = "continues" | "over" | { readonly delayMs: number };

/**
 * Whether an error says nothing about the token. A check then shows whether one connection or many connections have
 * trouble.
 */
export function isOutage(kind: PlanhatError["kind"]): boolean {
  return (
    kind === "planhat_failed" ||
    kind === "unreachable" ||
    kind === "timed_out" ||
    kind === "blocked" ||
    kind === "unexpected_answer"
  );
}

/** Stores on the stream that it waits or has ended. The caller must have locked the connection. */
export async function waitForPlanhat(
  ctx: WorkerContext,
  tx: Tx,
  sync: SyncWithStreams,
  stream: StreamRow,
  refusal: { readonly error: PlanhatError; readonly requests: number },
): Promise<Next> {
  const { model } = stream;
  const { error, requests } = refusal;
  const { kind } = error;
  const owner = { connectionId: sync.connectionId, tenantId: sync.tenantId };
  const at = ctx.now();
  const attempt = stream.attempt + 1;
  notifyChange(tx, { topic: "sync", id: sync.id, ...owner });
  ctx.log.warn(
    { syncId: sync.id, model, kind, status: error.status ?? null, attempt },
    "Planhat gave no page",
  );
  updateStream(tx, sync.id, model, { moreRequests: requests });

  const failingSince = stream.failingSince ?? at;
  if (
    kind === "forbidden" ||
    kind === "not_found" ||
    (kind === "rejected" && (await isOnlyModelRejected(tx, sync, model, { attempt, failingSince })))
  ) {
    updateStream(tx, sync.id, model, { state: "denied", doneAt: at, ...waitsForNothing });
    await reportDenied(ctx, tx, sync.connectionId, model);
    return "continues";
  }
  // A cancelled sync does not wait for Planhat, because its next step ends the sync.
  if (sync.cancelRequestedAt !== null) return "continues";
  // A rejected token needs a check now. When the sync continues, it reads the other models first.
  if (kind === "rejected") {
    await checkBy(tx, sync.connectionId, at);
    updateStream(tx, sync.id, model, { attempt, failingSince });
    return await waitForToken(ctx, tx, sync, waitReasons[kind]);
  }
  const isFailing = kind === "planhat_failed" && attempt > streamAttemptsRefusedMax;
  const isWithheldPage = isWithheld(error.status);
  if (kind === "invalid" && !isWithheldPage && changeOrder(tx, sync, stream, "refused to"))
    return "continues";
  if (isFailing && stream.mode === "incremental" && changeOrder(tx, sync, stream, "did not"))
    return "continues";
  if (attempt === 1 && isOutage(kind)) await suspectConnection(ctx, tx, sync.connectionId);
  if (attempt > (await attemptLimit(tx, sync, stream, { kind, failingSince, at }))) {
    const isBeyond = kind === "invalid" && stream.nextOffset > 0;
    const reason = isWithheldPage
      ? `Planhat refuses it with status ${error.status}.`
      : isBeyond
        ? `Planhat refuses to list records after the first ${stream.nextOffset}.`
        : `It waited too long for ${waitReasons[kind]}.`;
    giveUp(ctx, tx, sync, stream, reason);
    return "continues";
  }
  const askedMs = Math.min(error.retryAfterMs ?? 0, waitMaxMs);
  const delayMs = Math.max(askedMs, retryDelayMs(attempt, ctx.random(), 1_000));
  updateStream(tx, sync.id, model, {
    state: "waiting",
    attempt,
    failingSince,
    waitingFor: waitReasons[kind],
    waitingUntil: new Date(at.getTime() + delayMs),
  });
  return "continues";
}

/**
 * If Planhat refuses a first page, the sort order may be the reason. Changes to another order, with a note. Returns
 * false if no other order is left.
 */
function changeOrder(
  tx: Tx,
  sync: SyncWithStreams,
  { model, mode, nextOffset, paging }: StreamRow,
  answer: "refused to" | "did not",
): boolean {
  const label = modelLabels[model];
  if (nextOffset > 0 || paging.isSortRefused === true) return false;
  if (mode === "incremental")
    readInFull(tx, sync, model, {
      archived: beginArchived(model, null),
      note: `Planhat ${answer} list ${label} by time, so all of it was read.`,
      paging: { ...paging, isTimeRefused: true },
    });
  else
    updateStream(tx, sync.id, model, {
      moreNote: `Planhat refused to sort ${label}, so it was read in Planhat's own order.`,
      paging: { ...paging, isSortRefused: true },
    });
  return true;
}

/** Ends a stream that could not be read to its end. Its landed (stored) records stay, and no record is removed. */
export function giveUp(
  ctx: WorkerContext,
  tx: Tx,
  sync: Pick<SyncWithStreams, "id" | "connectionId" | "tenantId">,
  { model, fetched }: Pick<StreamRow, "model" | "fetched">,
  reason: string,
): void {
  const rest = fetched === 0 ? "" : ` Of ${modelLabels[model]} only a part was read.`;
  updateStream(tx, sync.id, model, {
    state: "failed",
    doneAt: ctx.now(),
    moreNote: reason + rest,
    ...waitsForNothing,
  });
  // Report the model now, and not only after the other models are read.
  const { connectionId, tenantId } = sync;
  keepUnread(tx, connectionId, model, ctx.now());
  notifyChange(tx, { topic: "connection", id: connectionId, connectionId, tenantId });
}

/** Makes the whole sync wait, because no stream can be read until the token works. */
async function waitForToken(
  ctx: WorkerContext,
  tx: Tx,
  sync: SyncWithStreams,
  waitsFor: string,
): Promise<Next> {
  const attempt = sync.attempt + 1;
  if (attempt > streamAttemptsMax) {
    await finishSync(ctx, tx, sync, {
      state: "failed",
      reason: `It waited too long for ${waitsFor}.`,
    });
    return "over";
  }
  const delayMs = retryDelayMs(attempt, ctx.random(), 1_000);
  await updateSync(tx, sync.id, {
    state: "waiting",
    attempt,
    leaseUntil: null,
    nextAttemptAt: new Date(ctx.now().getTime() + delayMs),
    reason: `Waiting for ${waitsFor}.`,
  });
  return { delayMs };
}
/**
 * Reports a model that the token may not read, and requests a check. Does nothing if the last check already reported
 * the model, because a sync would report it again every hour.
 */
async function reportDenied(
  ctx: WorkerContext,
  tx: Tx,
  connectionId: string,
  model: ModelName,
): Promise<void> {
  const connection = await findConnection(tx, connectionId);
  if (connection === undefined) return;
  const { verdict, verdictModels, incidentId } = connection;
  if (incidentId !== null) return;
  if (
    verdict !== null &&
    isWorking(verdict) &&
    tellsOfDenied(verdict) &&
    verdictModels.includes(model)
  )
    return;
  addFact(tx, connection, { kind: "stream_denied", model });
  await checkBy(tx, connectionId, ctx.now());
}
