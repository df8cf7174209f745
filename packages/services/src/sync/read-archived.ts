/**
 * The archived records of a model, which Planhat leaves out of its list unless asked: an archived record that is taken
 * for a missing one would be erased. How to ask is not confirmed, so it is learned first what the answer is: the archived
 * alone, all records, or only what the usual list has; then either that one shows archived records too, or this Planhat
 * does not know the parameter.
 */
import type { ArchivedList, LandedPage, StreamRow, SyncClaim } from "@churned/db/sync";
import { asOperator } from "@churned/db/client";
import { advanceArchived, countSeen, isPolicyOn } from "@churned/db/sync";
import { modelLabels } from "@churned/domain/plan";
import { PlanhatError } from "@churned/planhat-client";
import { models } from "@churned/planhat-client/models";
import type { ActiveClient } from "../token/open-credential.ts";
import type { WorkerContext } from "../context/worker-context.ts";
import { landAnyhow } from "./land-anyhow.ts";
import { readWithinMemory, sizePage } from "../context/page-memory.ts";
import { patience } from "./patience.ts";
import { whileHeld } from "./claim.ts";

/** Rows by which it is told what the answer is. */
const sampleRows = 20;

/** The first rows of an answer. */
interface Sample {
  readonly ids: readonly string[];
  readonly areArchived: boolean;
}

/** True where the model's archived records are still to be asked for: its list is read, and they are not. */
export function isArchivedDue({ state, archived }: StreamRow): boolean {
  return state === "succeeded" && (archived?.state === "due" || archived?.state === "reading");
}

/** One step: learns what the answer is, or reads a page. Throws FencedError, and BudgetSpentError. */
export async function readArchived(
  ctx: WorkerContext,
  claim: SyncClaim,
  stream: StreamRow,
  active: ActiveClient,
  signal: AbortSignal,
): Promise<void> {
  const { model } = stream;
  const { archivedFilter } = models[model];
  const list = stream.archived;
  if (list === null || archivedFilter === undefined) return;
  const where = { [archivedFilter]: true };
  const ask = async (offset: number): Promise<Sample> => {
    const select = ["_id", archivedFilter];
    const request = { offset, limit: sampleRows, sort: "_id", select, where, signal };
    const rows = await active.client.page(model, { ...request, ...patience });
    return {
      ids: rows.map((row) => (typeof row["_id"] === "string" ? row["_id"] : "")),
      areArchived: rows.every((row) => row[archivedFilter] === true),
    };
  };
  const save = (next: ArchivedList, landed?: LandedPage, bytes = 0, note?: string): Promise<void> =>
    whileHeld(ctx, claim, async (tx) =>
      advanceArchived(tx, claim, model, {
        next,
        landed,
        bytes,
        note,
        requests: active.takeCalls(),
      }),
    );
  const end = (state: ArchivedList["state"], note?: string): Promise<void> =>
    save({ ...list, state }, undefined, 0, note);
  try {
    if (list.state === "due") {
      if (await asOperator(ctx.db, ctx.actor, (tx) => isPolicyOn(tx, "leave_out_archived")))
        return await end("off");
      const first = await ask(0);
      // Of an empty list the answer tells nothing.
      if (first.ids.length === 0) return await end(stream.fetched === 0 ? "failed" : "read");
      if (!(await wereListed(first))) return await save({ ...list, state: "reading" });
      // What the usual list showed before it was archived is no proof that it shows what is.
      if (first.areArchived)
        return (await wereListed(first, archivedFilter))
          ? await end("shown")
          : await save({ ...list, state: "reading" });
      // A list that is longer than the usual one holds the archived beside the others.
      return (await wereListed(await ask(stream.fetched)))
        ? await save({ ...list, state: "reading" })
        : await end("ignored", archivedNotes.ignored(modelLabels[model]));
    }
    await readNext(ctx, claim, { stream, list, where, active, signal }, save);
  } catch (error) {
    if (signal.aborted || !(error instanceof PlanhatError)) throw error;
    const { kind, status = null } = error;
    ctx.log.warn({ syncId: claim.id, model, kind, status }, "Planhat gave no list of the archived");
    const isRefused = kind === "invalid" || kind === "forbidden" || kind === "not_found";
    await end(
      isRefused ? "refused" : "failed",
      archivedNotes[isRefused ? "refused" : "failed"](modelLabels[model]),
    );
  }

  /** Whether most of these rows were in the usual list, which this pass has just read, with `flag`; some may have moved since. */
  async function wereListed({ ids }: Sample, flag?: string): Promise<boolean> {
    const seen = await whileHeld(ctx, claim, (tx) =>
      countSeen(tx, { ...claim, model }, claim.id, { ids, flag }),
    );
    return ids.length > 0 && seen > ids.length / 2;
  }
}

async function readNext(
  ctx: WorkerContext,
  claim: SyncClaim,
  from: {
    readonly stream: StreamRow;
    readonly list: ArchivedList;
    readonly where: Readonly<Record<string, boolean>>;
    readonly active: ActiveClient;
    readonly signal: AbortSignal;
  },
  save: (next: ArchivedList, landed: LandedPage, bytes: number, note?: string) => Promise<void>,
): Promise<void> {
  const { stream, list, where, active, signal } = from;
  const { model } = stream;
  const { offset, lastId } = list;
  const order = { by: "id", after: lastId, isFirst: offset === 0, provesNothing: true } as const;
  await readWithinMemory(
    ctx.pageMemory,
    sizePage(
      { mode: "full", bytes: 0, fetched: 0, expected: null },
      models[model].pageMax,
      ctx.pageMemory.maxBytes,
    ),
    signal,
    (size) =>
      active.client.pageBytes(model, { offset, sort: "_id", where, signal, ...patience, ...size }),
    async (bytes) => {
      const landed = await landAnyhow(ctx, claim, { model, bytes, order });
      const next = nextArchived(list, landed);
      const note = next.state === "failed" ? archivedNotes.failed(modelLabels[model]) : undefined;
      await save(next, landed, bytes.byteLength, note);
    },
  );
}

/** Where the list goes on. Pages overlap by a row, and go on by id; what does not is not a whole list. */
export function nextArchived(list: ArchivedList, landed: LandedPage): ArchivedList {
  const { fetched, lastId, hasAfter, isOrdered } = landed;
  const records = list.records + landed.newlySeen;
  if (fetched === 0)
    return { ...list, state: list.lastId === null || list.isAlone ? "read" : "failed" };
  const isTorn = list.lastId !== null && !hasAfter && !list.isAlone;
  const isFurther = lastId !== null && (list.lastId === null || lastId > list.lastId);
  if (!isOrdered || isTorn) return { ...list, records, state: "failed" };
  if (!isFurther) return { ...list, state: hasAfter ? "read" : "failed" };
  // A page of one row cannot overlap with the next one.
  return {
    state: "reading",
    records,
    lastId,
    offset: list.offset + Math.max(1, fetched - 1),
    isAlone: fetched === 1,
  };
}

/** What is said of archived records that are not all here; of what was learned before, by each full pass. */
export const archivedNotes = {
  ignored: (label: string) =>
    `Asked for archived records of ${label}, Planhat gave its usual list. Those that were archived before the first sync are not here.`,
  refused: (label: string) =>
    `This Planhat refuses to list archived records of ${label}. Those that were archived before the first sync are not here.`,
  failed: (label: string) =>
    `The archived records of ${label} could not all be read this time, so no record of it was taken for deleted unless Planhat said so.`,
} as const;
