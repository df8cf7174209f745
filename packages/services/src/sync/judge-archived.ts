/**
 * Decides which missing records may be archived, because Planhat's lists leave out archived records. Pure functions. If
 * few records are missing, each is asked for by id, and only those that Planhat does not have are removed. If many are
 * missing, they are removed only if all archived records were listed and none of a sample still exists. Otherwise an
 * operator decides, or the next full pass.
 */
import type { ArchivedList, StreamRow } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import type { HeldModel } from "@churned/domain/sync";
import { models } from "@churned/planhat-client/models";

/** At most this many missing records are asked for by id, in all models of a sync together. */
const askedByIdMax = 50;

/** The answers to asking for missing records of a model by id. */
export interface IdAnswers {
  /** The records that Planhat does not have. */
  readonly gone: readonly string[];
  /** How many records exist, and for how many Planhat gave no answer. */
  readonly there: number;
  readonly unknown: number;
  /** True if only some of the missing records were asked for. */
  readonly isSample: boolean;
}

/** For each model, how many missing records to ask for by id, and whether that is only a sample. */
export type IdRequests = ReadonlyMap<
  ModelName,
  { readonly limit: number; readonly isSample: boolean }
>;

export interface ArchivedJudgement {
  /** The passes; `mayBeArchived` is set for models whose missing records may be archived. */
  readonly passes: readonly HeldModel[];
  /** The models whose missing records must be asked for by id first, and how many. */
  readonly ask: IdRequests;
  /** For these models, only the records listed here may be removed. */
  readonly among: ReadonlyMap<ModelName, readonly string[]>;
}

type Stream = Pick<StreamRow, "model" | "archived">;

/** Decides about missing records. Returns `later` if this sync cannot tell but the next one may. */
export function judgeArchived(
  streams: readonly Stream[],
  passes: readonly HeldModel[],
  answers?: ReadonlyMap<ModelName, IdAnswers>,
): ArchivedJudgement | "later" {
  const affected = passes.filter(
    ({ model, missing }) => missing > 0 && models[model].archivedFilter !== undefined,
  );
  const isFew = affected.reduce((sum, { missing }) => sum + missing, 0) <= askedByIdMax;
  const each = Math.max(1, Math.floor(askedByIdMax / Math.max(1, affected.length)));
  const ask = new Map<ModelName, { limit: number; isSample: boolean }>();
  const among = new Map<ModelName, readonly string[]>();
  const mayBeArchived = new Set<ModelName>();
  let isUndecided = false;
  for (const { model } of affected) {
    const state = streams.find((stream) => stream.model === model)?.archived?.state;
    const isById = models[model].canGet && (isFew || knowsArchived.has(state));
    const answer = answers?.get(model);
    if (isById && answer === undefined)
      ask.set(model, { limit: isFew ? askedByIdMax : each, isSample: !isFew });
    else if (isById && answer?.isSample === false) among.set(model, answer.gone);
    else if (isById && (answer?.there ?? 0) > 0) mayBeArchived.add(model);
    else if (isById) isUndecided ||= (answer?.unknown ?? 0) > 0;
    else if (neverListed.has(state)) mayBeArchived.add(model);
    else isUndecided ||= !knowsArchived.has(state);
  }
  if (isUndecided) return "later";
  return {
    ask,
    among,
    passes: passes.map((pass) =>
      mayBeArchived.has(pass.model) ? { ...pass, mayBeArchived: true } : pass,
    ),
  };
}

type State = ArchivedList["state"] | undefined;
/** In these states, all archived records were shown. */
const knowsArchived: ReadonlySet<State> = new Set<State>(["read", "shown"]);
/** In these states, the next pass will not show archived records either. */
const neverListed: ReadonlySet<State> = new Set<State>(["ignored", "refused", "off"]);
