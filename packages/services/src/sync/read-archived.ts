/**
 * Reads the archived records of a model. Planhat leaves archived records out of its lists. Without this reading, an
 * archived record would look missing and would be erased. It is not confirmed how Planhat answers a request for
 * archived records, so the first step finds it out.
 */
import type { ArchivedList, LandedPage, StreamRow, SyncClaim } from "@churned/db/sync";
import { asOperator } from "@churned/db/client";
import { advanceArchived, countAbsent, countSeen, isPolicyOn, wasFlagSeen } from "@churned/db/sync";
import { retryDelayMs } from "@churned/domain/shared";
import { modelLabels } from "@churned/domain/plan";
import { PlanhatError } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import type { ActiveClient } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import type { Questions } from "./learn-archived.ts";
import { archivedNotes, concludeUsual, learnArchived } from "./learn-archived.ts";
import { pageTimeouts } from "./page-timeouts.ts";
import { fruitlessMax, readArchivedPage } from "./read-archived-page.ts";
import { withSyncClaim } from "./claimed-sync.ts";
import { isOutage } from "./wait-for-planhat.ts";

/** The number of rows that are requested to find out how Planhat answers. */
const sampleRows = 20;
/**
 * The longest wait for the archived records of one model. All other models are already read at this point, and the
 * whole sync waits.
 */
const waitMaxMs = 60_000;

/** Whether the usual list of the model was read, but not its archived records. */
export function isArchivedDue({ state, archived }: StreamRow): boolean {
  return state === "succeeded" && (archived?.state === "due" || archived?.state === "reading");
}

/**
 * Makes one step: finds out how Planhat answers, or reads a page. If Planhat did not answer, returns how many ms to
 * wait; otherwise 0. Throws FencedError if the claim is lost, or BudgetSpentError if a call must wait.
 */
export async function readArchived(
  ctx: WorkerContext,
  claim: SyncClaim,
  stream: StreamRow,
  active: ActiveClient,
  signal: AbortSignal,
): Promise<number> {
  const { model } = stream;
  const { archivedFilter } = models[model];
  const list = stream.archived;
  if (list === null || archivedFilter === undefined) return 0;
  const where = { [archivedFilter]: true };
  const sort = stream.paging.isSortRefused === true ? "" : "_id";
  let samples = 0;
  const questions = makeQuestions(ctx, claim, stream, archivedFilter, async (offset) => {
    samples += 1;
    const select = ["_id", archivedFilter];
    const request = { offset, limit: sampleRows, sort, select, where, signal, ...pageTimeouts };
    return await active.client.page(model, request);
  });
  const save = async (found: ArchivedList, landed?: LandedPage, bytes = 0): Promise<void> => {
    const isUsual =
      found.state === "read" && list.isMixed === true && !(await questions.wasArchivedSeen());
    const next = isUsual ? await concludeUsual(stream.isOrdered, found, questions) : found;
    const { state } = next;
    const note =
      state === "ignored" || state === "refused" || state === "failed"
        ? archivedNotes[state](modelLabels[model])
        : undefined;
    await withSyncClaim(ctx, claim, async (tx) =>
      advanceArchived(tx, claim, model, {
        next,
        landed,
        bytes,
        note,
        requests: active.takeCalls(),
      }),
    );
  };
  try {
    if (list.state === "reading")
      await readArchivedPage(ctx, claim, { stream, list, sort, where, active, signal }, save);
    else if (await asOperator(ctx.db, ctx.actor, (tx) => isPolicyOn(tx, "leave_out_archived")))
      await save({ ...list, state: "off" });
    else {
      const isLongFirstPass =
        stream.paging.records == null && stream.fetched > models[model].pageMax;
      const learned = await learnArchived({ ...stream, isLongFirstPass }, list, questions);
      await save({ ...learned, attempt: 0 });
    }
    return 0;
  } catch (error) {
    if (signal.aborted || !(error instanceof PlanhatError)) throw error;
    const { kind, status = null } = error;
    ctx.log.warn(
      { syncId: claim.id, model, kind, status },
      "Planhat gave no list of archived records",
    );
    const attempt = (list.attempt ?? 0) + 1;
    const askedMs = error.retryAfterMs ?? 0;
    const isToAskAgain = (isOutage(kind) || kind === "throttled") && askedMs <= waitMaxMs;
    if (isToAskAgain && attempt <= fruitlessMax) {
      await save({ ...list, attempt });
      return Math.max(askedMs, retryDelayMs(attempt, ctx.random(), 1_000));
    }
    // If Planhat answered this request before, it does not refuse the request in general, and the offset may be the
    // reason. So only a refusal of the first request counts.
    const isRefused =
      (kind === "invalid" || kind === "forbidden" || kind === "not_found") &&
      samples === 1 &&
      list.wasListed !== true;
    const isShown = isRefused && stream.isOrdered && (await questions.wasArchivedSeen());
    await save({ ...list, state: isShown ? "shown" : isRefused ? "refused" : "failed" });
    return 0;
  }
}

function makeQuestions(
  ctx: WorkerContext,
  claim: SyncClaim,
  { model }: StreamRow,
  archivedFilter: string,
  read: (offset: number) => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Questions {
  const of = { ...claim, model };
  return {
    async ask(offset) {
      const rows = await read(offset);
      const archived = rows.filter((row) => row[archivedFilter] === true).length;
      return {
        ids: rows.map((row) => (typeof row["_id"] === "string" ? row["_id"] : "")),
        areArchived: archived === 0 ? "none" : archived === rows.length ? "all" : "some",
      };
    },
    isAnyMissing: async () =>
      (await withSyncClaim(ctx, claim, (tx) => countAbsent(tx, of, claim.id))).missing > 0,
    async wereListed({ ids }, isFlagged) {
      const flag = isFlagged === undefined ? undefined : archivedFilter;
      const seen = await withSyncClaim(ctx, claim, (tx) =>
        countSeen(tx, of, claim.id, { ids, flag }),
      );
      // A few rows may have moved since, so it is enough that most rows were listed.
      return ids.length > 0 && seen > ids.length / 2;
    },
    wasArchivedSeen: () =>
      withSyncClaim(ctx, claim, (tx) => wasFlagSeen(tx, of, claim.id, archivedFilter)),
  };
}
