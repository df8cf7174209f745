/** What a sync does when Planhat does not give a page: by the class of error, and never by guessing. */
import type { StreamRow, SyncWithStreams, Tx } from "@churned/db";
import {
  addFact,
  checkBy,
  findConnection,
  notifyChange,
  updateStream,
  updateSync,
  waitsForNothing,
} from "@churned/db";
import type { ModelName } from "@churned/domain";
import { retryDelayMs } from "@churned/domain";
import type { PlanhatError } from "@churned/planhat-client";
import { suspectConnection } from "../incident/count-sync.ts";
import type { WorkerContext } from "../worker-context.ts";
import { finishSync } from "./finish-sync.ts";

/** Attempts without a page in between after which a sync is given up. With the backoff below, about two hours. */
export const attemptsMax = 20;

const waits: Readonly<Record<PlanhatError["kind"], string>> = {
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

/** However long Planhat asks to wait, it is asked again after this. */
const waitMaxMs = 10 * 60_000;

/** What a slice does next: goes on with the next stream, is over with its sync, or waits. */
export type Next = "goes_on" | "over" | { readonly delayMs: number };

/** No answer that says anything of the token: a check sees whether that is this connection's trouble, or many have it. */
function isOutage(kind: PlanhatError["kind"]): boolean {
  return (
    kind === "planhat_failed" ||
    kind === "unreachable" ||
    kind === "timed_out" ||
    kind === "blocked" ||
    kind === "unexpected_answer"
  );
}

/** Writes the wait, or the end, on the sync. The caller holds the connection's lock. */
export async function waitForPlanhat(
  ctx: WorkerContext,
  tx: Tx,
  sync: SyncWithStreams,
  stream: StreamRow,
  refusal: { readonly error: PlanhatError; readonly requests: number },
): Promise<Next> {
  const { model } = stream;
  const { error, requests } = refusal;
  const whose = { connectionId: sync.connectionId, tenantId: sync.tenantId };
  notifyChange(tx, { topic: "sync", id: sync.id, ...whose });
  ctx.log.warn(
    {
      syncId: sync.id,
      model,
      kind: error.kind,
      status: error.status ?? null,
      attempt: sync.attempt,
    },
    "Planhat gave no page",
  );
  updateStream(tx, sync.id, model, { moreRequests: requests });

  if (error.kind === "forbidden" || error.kind === "not_found") {
    updateStream(tx, sync.id, model, {
      state: "denied",
      doneAt: ctx.now(),
      ...waitsForNothing,
    });
    await tellDenied(ctx, tx, sync.connectionId, model);
    return "goes_on";
  }
  // A rejected token is for a check to judge, now.
  if (error.kind === "rejected") await checkBy(tx, sync.connectionId, ctx.now());

  // Whoever cancels does not wait for Planhat: the next step ends it.
  if (sync.cancelRequestedAt !== null) return "goes_on";
  const attempt = sync.attempt + 1;
  if (attempt === 1 && isOutage(error.kind)) await suspectConnection(ctx, tx, sync.connectionId);
  if (attempt > attemptsMax) {
    const reason = `It waited too long for ${waits[error.kind]}.`;
    await finishSync(ctx, tx, sync, { state: "failed", reason });
    return "over";
  }
  const askedMs = Math.min(error.retryAfterMs ?? 0, waitMaxMs);
  const delayMs = Math.max(askedMs, retryDelayMs(attempt, ctx.random(), 1_000));
  const nextAttemptAt = new Date(ctx.now().getTime() + delayMs);
  updateStream(tx, sync.id, model, {
    state: "waiting",
    waitingFor: waits[error.kind],
    waitingUntil: nextAttemptAt,
  });
  await updateSync(tx, sync.id, {
    state: "waiting",
    attempt,
    leaseUntil: null,
    nextAttemptAt,
    reason: `Waiting for ${waits[error.kind]}.`,
  });
  return { delayMs };
}

/** A model that may not be read is news, and for a check to judge, where the last one did not say so: a sync finds it every hour. */
async function tellDenied(
  ctx: WorkerContext,
  tx: Tx,
  connectionId: string,
  model: ModelName,
): Promise<void> {
  const connection = await findConnection(tx, connectionId);
  if (connection === undefined) return;
  const { verdict, verdictModels, incidentId } = connection;
  if (incidentId !== null) return;
  if (verdict === "connected_partially" && verdictModels.includes(model)) return;
  addFact(tx, connection, { kind: "stream_denied", model });
  await checkBy(tx, connectionId, ctx.now());
}
