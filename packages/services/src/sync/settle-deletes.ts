/**
 * What becomes of records that a sync's full passes found missing. Few of them become tombstones, in batches. More than
 * is safe, or companies that Planhat still has, wait for an operator, who is asked once, whatever later passes find;
 * nothing of the pass is removed then.
 */
import type { Tx } from "@churned/db/client";
import type { HeldDeletesRow, StreamRow, SyncClaim, SyncWithStreams } from "@churned/db/sync";
import { notifyChange, sendAlong } from "@churned/db/client";
import { findConnection } from "@churned/db/connection";
import { addFact } from "@churned/db/history";
import {
  countAbsent,
  countAbsentAmong,
  decideHeldDeletes,
  findHeldDeletes,
  forgetSetAside,
  holdDeletes,
  removeAbsent,
  updateStream,
} from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import type { HeldModel } from "@churned/domain/record";
import { mayRemove } from "@churned/domain/record";
import { queueHeldDeletesMail } from "../notification/queue-sync-mails.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import type { LeanAnswer } from "./ask-lean.ts";
import { catalogueFields } from "./catalogue-fields.ts";
import type { ById, ToAsk } from "./judge-archived.ts";
import { judgeArchived } from "./judge-archived.ts";

const noLean =
  "The list of all companies did not come, so nobody can tell which missing ones are only hidden, and nothing was taken for deleted.";

/** Records removed in one transaction. */
const batchRows = 5_000;

/** What was asked for in this slice, so that it can be settled what is missing. */
export interface Asked {
  readonly lean?: LeanAnswer;
  readonly byId?: ReadonlyMap<ModelName, ById>;
}

/** What must be known first: the lean list of companies, or what Planhat says by id of so many records of models. */
export type MustAsk = "ask_lean" | { readonly askMissing: ToAsk };

/** A pass that proves what is missing: complete, of everything, and in order. */
function isProof(stream: StreamRow): boolean {
  return stream.state === "succeeded" && stream.mode === "full" && stream.isOrdered;
}

/**
 * Does one batch; true where nothing is left to do, or what must be known first. The caller holds the sync, and so the
 * connection's lock, and hints at `notices` after its commit.
 */
export async function settleDeletes(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  sync: SyncWithStreams,
  { lean, byId }: Asked,
  notices: string[],
): Promise<boolean | MustAsk> {
  const asked = await findHeldDeletes(tx, claim.connectionId);
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
  const answersItself = open === undefined || isWhole(open, counted);
  // While a question waits that these passes cannot answer, the token is not trusted with more.
  if (!answersItself && mayRemove(counted)) return true;
  const judged = judgeArchived(sync.streams, counted, byId);
  // The next full pass asks for the archived again.
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
    await sayRemoved(tx, claim);
  }
  if (found.some(({ missing }) => missing > batchRows)) return false;
  // A pass of everything found nothing suspicious any more: the question has answered itself.
  if (open !== undefined) await withdraw(ctx, tx, claim, open);
  return true;
}

/**
 * The passes, with how many of the missing companies Planhat still has: a portfolio hides few of them, and what belongs
 * to them, as it hides many. `later` where this sync cannot see that and another one will.
 */
async function findHidden<P extends HeldModel>(
  tx: Tx,
  claim: SyncClaim,
  sync: SyncWithStreams,
  passes: readonly P[],
  lean: LeanAnswer | undefined,
): Promise<readonly (P & HeldModel)[] | "ask_lean" | "later"> {
  if (passes.every(({ missing }) => missing === 0)) return passes;
  // Companies that were not all read tell nothing of what is hidden; the next full pass reads them.
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

const isWhole = (open: HeldDeletesRow, passes: readonly HeldModel[]): boolean =>
  open.models.every(({ model }) => passes.some((pass) => pass.model === model));

/** What the question that waits asks about models that these passes did not look at: it stays part of it. */
function keepAsking(open: HeldDeletesRow | undefined, passes: readonly HeldModel[]): HeldModel[] {
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
  return await queueHeldDeletesMail(ctx, tx, connection, { id, models });
}

async function withdraw(
  ctx: WorkerContext,
  tx: Tx,
  claim: SyncClaim,
  open: HeldDeletesRow,
): Promise<void> {
  const { connectionId, tenantId } = claim;
  await decideHeldDeletes(tx, open.id, { from: "waiting", state: "withdrawn", at: ctx.now() });
  addFact(tx, { id: connectionId, tenantId }, { kind: "deletes_withdrawn", syncId: claim.id });
  notifyChange(tx, { topic: "held_deletes", id: open.id, connectionId, tenantId });
}

/** Removes a batch of what an operator released; true where nothing is left. The caller holds the connection's lock. */
export async function removeReleased(
  ctx: WorkerContext,
  tx: Tx,
  held: HeldDeletesRow,
): Promise<boolean> {
  const { connectionId, tenantId } = held;
  for (const { model, syncId = held.syncId } of held.models) {
    const { settled } = await removeAbsent(
      tx,
      { connectionId, tenantId, model },
      { syncId, limit: batchRows },
    );
    if (settled === 0) continue;
    await sayRemoved(tx, held);
    return false;
  }
  await decideHeldDeletes(tx, held.id, { from: "releasing", state: "released", at: ctx.now() });
  if (held.models.some(({ model }) => model === "customfield"))
    await catalogueFields(ctx, tx, { syncId: held.syncId, connectionId, tenantId });
  notifyChange(tx, { topic: "held_deletes", id: held.id, connectionId, tenantId });
  return true;
}

async function sayRemoved(
  tx: Tx,
  { connectionId, tenantId }: Pick<SyncClaim, "connectionId" | "tenantId">,
): Promise<void> {
  notifyChange(tx, { topic: "records", id: connectionId, connectionId, tenantId });
}
