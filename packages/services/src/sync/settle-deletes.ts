/**
 * Removes records that the full passes of a sync (readings of a whole list) did not find. If few records are missing,
 * they become tombstones (deleted records) in batches. If too many are missing, or Planhat still has some of the
 * missing companies, no record is removed, and an operator is asked. The operator is asked once, even if later passes
 * find the same.
 */
import type { Tx } from "@churned/db/client";
import { notifyChange, sendAlong } from "@churned/db/client";
import type { HeldDeletionsRow, StreamRow, SyncClaim, SyncWithStreams } from "@churned/db/sync";
import {
  countAbsent,
  countAbsentAmong,
  decideHeldDeletions,
  findHeldDeletions,
  forgetSetAside,
  holdDeletes,
  removeAbsent,
  updateStream,
} from "@churned/db/sync";
import { findConnection } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import type { ModelName } from "@churned/domain/plan";
import type { HeldModel } from "@churned/domain/sync";
import { mayRemove } from "@churned/domain/sync";
import { queueHeldDeletionsMail } from "../notification/queue-sync-mails.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import type { LeanAnswer } from "./ask-lean.ts";
import { catalogueFields } from "./catalogue-fields.ts";
import type { IdAnswers, IdRequests } from "./judge-archived.ts";
import { judgeArchived } from "./judge-archived.ts";

const noLean =
  "The list of all companies did not come, so nobody can tell which missing ones are only hidden, and nothing was taken for deleted.";

/** The number of records that one transaction removes. */
const batchRows = 5_000;

/** The answers that this slice (a few pages of the sync) already requested from Planhat. */
export interface GivenAnswers {
  readonly lean?: LeanAnswer;
  readonly byId?: ReadonlyMap<ModelName, IdAnswers>;
}

/**
 * What must be requested from Planhat first: the lean list of companies (`/leancompanies`), or missing records of some
 * models by id.
 */
export type NeededAnswers = "ask_lean" | { readonly askMissing: IdRequests };

/** Whether a pass proves which records are missing: it was full, complete and in order. */
function isProof(stream: StreamRow): boolean {
  return stream.state === "succeeded" && stream.mode === "full" && stream.isOrdered;
}

/**
 * Handles one batch. Returns true if no work is left, and false if more batches follow. If answers of Planhat are
 * needed first, returns what to request. The caller must have the claim of the sync and must have locked the
 * connection. After its commit, the caller sends hints (jobs in the queue) for `notices`.
 */
export async function settleDeletes(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  sync: SyncWithStreams,
  { lean, byId }: GivenAnswers,
  notices: string[],
): Promise<boolean | NeededAnswers> {
  const asked = await findHeldDeletions(tx, claim.connectionId);
  if (asked?.state === "releasing" && !(await removeReleased(ctx, tx, asked))) return false;
  const open = asked?.state === "waiting" ? asked : undefined;
  const counted = await Promise.all(
    sync.streams.filter(isProof).map(async ({ model, fetched }) => {
      const of = { ...claim, model };
      sendAlong(tx, forgetSetAside(tx, { ...of, syncId: sync.id }));
      const { missing, kept } = await countAbsent(tx, of, sync.id);
      return { model, missing, of: fetched + missing + kept };
    }),
  );
  const isAnswered = open === undefined || isWhole(open, counted);
  // A question waits for an operator, and this sync did not read all models of the question completely. Then remove
  // nothing.
  if (!isAnswered && mayRemove(counted)) return true;
  const judged = judgeArchived(sync.streams, counted, byId);
  // The next full pass requests the archived records again.
  if (judged === "later") return true;
  const passes = mayRemove(judged.passes)
    ? await findHidden(tx, claim, sync, judged.passes, lean)
    : judged.passes;
  if (passes === "ask_lean") return passes;
  if (passes === "later") return true;
  const found = passes.filter(({ missing }) => missing > 0);
  if (!mayRemove(passes)) {
    for (const { model, missing } of found) updateStream(tx, sync.id, model, { held: missing });
    notices.push(...(await ask(ctx, tx, claim, [...keepAsking(open, passes), ...found])));
    return true;
  }
  if (judged.ask.size > 0) return { askMissing: judged.ask };
  for (const { model } of found) {
    const among = judged.among.get(model);
    const { removed } = await removeAbsent(
      tx,
      { ...claim, model },
      { syncId: sync.id, limit: batchRows, epoch: claim.epoch, among },
    );
    updateStream(tx, sync.id, model, { moreDeleted: removed });
    await announceRemoval(tx, claim);
  }
  if (found.some(({ missing }) => missing > batchRows)) return false;
  // This sync read all models of the question and found nothing suspicious. So the question needs no answer.
  if (open !== undefined) await withdraw(ctx, tx, claim, open);
  return true;
}

/**
 * Returns the passes, with the number of missing companies that Planhat still has. These companies are hidden from the
 * token, and so are the records that belong to them, even if they are few. Returns `later` if this sync cannot decide
 * but another sync may.
 */
async function findHidden<P extends HeldModel>(
  tx: Tx,
  claim: SyncClaim,
  sync: SyncWithStreams,
  passes: readonly P[],
  lean: LeanAnswer | undefined,
): Promise<readonly (P & HeldModel)[] | "ask_lean" | "later"> {
  if (passes.every(({ missing }) => missing === 0)) return passes;
  // If companies were not read completely, hidden companies cannot be counted. The next full pass reads companies
  // again.
  if (sync.streams.some((stream) => stream.model === "company" && !isProof(stream))) return "later";
  const company = passes.find(({ model }) => model === "company");
  if (company === undefined || company.missing === 0 || lean === "cannot_tell") return passes;
  if (lean === undefined) return "ask_lean";
  if (lean === "no_answer") {
    updateStream(tx, sync.id, "company", { moreNote: noLean });
    return "later";
  }
  const hidden = await countAbsentAmong(tx, { ...claim, model: "company" }, sync.id, lean);
  return passes.map((pass) => (pass === company && hidden > 0 ? { ...pass, hidden } : pass));
}

const isWhole = (open: HeldDeletionsRow, passes: readonly HeldModel[]): boolean =>
  open.models.every(({ model }) => passes.some((pass) => pass.model === model));

/** The models of the waiting question that this sync did not read. They remain part of the question. */
function keepAsking(open: HeldDeletionsRow | undefined, passes: readonly HeldModel[]): HeldModel[] {
  if (open === undefined) return [];
  return open.models
    .filter(({ model }) => passes.every((pass) => pass.model !== model))
    .map((held) => ({ ...held, syncId: held.syncId ?? open.syncId }));
}

async function ask(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  models: readonly HeldModel[],
): Promise<string[]> {
  const { connectionId, tenantId } = claim;
  const { id, isNew } = await holdDeletes(tx, { connectionId, tenantId, syncId: claim.id, models });
  notifyChange(tx, { topic: "held_deletes", id, connectionId, tenantId });
  if (!isNew) return [];
  addFact(
    tx,
    { id: connectionId, tenantId },
    { kind: "deletes_held", syncId: claim.id, missing: models },
  );
  const connection = await findConnection(tx, connectionId);
  if (connection === undefined) return [];
  return await queueHeldDeletionsMail(ctx, tx, connection, { id, models });
}

async function withdraw(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  open: HeldDeletionsRow,
): Promise<void> {
  const { connectionId, tenantId } = claim;
  await decideHeldDeletions(tx, open.id, { from: "waiting", state: "withdrawn", at: ctx.now() });
  addFact(tx, { id: connectionId, tenantId }, { kind: "deletes_withdrawn", syncId: claim.id });
  notifyChange(tx, { topic: "held_deletes", id: open.id, connectionId, tenantId });
}

/**
 * Removes a batch of records that an operator released. Returns true if no such record is left. The caller must have
 * locked the connection.
 */
export async function removeReleased(
  ctx: WorkerContext,
  tx: Tx,
  held: HeldDeletionsRow,
): Promise<boolean> {
  const { connectionId, tenantId } = held;
  for (const { model, syncId = held.syncId } of held.models) {
    const { settled } = await removeAbsent(
      tx,
      { connectionId, tenantId, model },
      { syncId, limit: batchRows },
    );
    if (settled === 0) continue;
    await announceRemoval(tx, held);
    return false;
  }
  await decideHeldDeletions(tx, held.id, { from: "releasing", state: "released", at: ctx.now() });
  if (held.models.some(({ model }) => model === "customfield"))
    await catalogueFields(ctx, tx, { syncId: held.syncId, connectionId, tenantId });
  notifyChange(tx, { topic: "held_deletes", id: held.id, connectionId, tenantId });
  return true;
}

async function announceRemoval(
  tx: Tx,
  { connectionId, tenantId }: Pick<SyncClaim, "connectionId" | "tenantId">,
): Promise<void> {
  notifyChange(tx, { topic: "records", id: connectionId, connectionId, tenantId });
}
