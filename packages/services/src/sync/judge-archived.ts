/**
 * Decides which missing records may be archived, because Planhat's lists leave out archived records. Pure functions. If
 * few records are missing, each is requested by id, and only records that Planhat does not have are removed. If many
 * are missing, two conditions must hold before they are removed: all archived records were listed, and no record of a
 * sample still exists. Otherwise an operator decides, or the next full pass.
 */
import type { ArchivedList, StreamRow } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import type { HeldModel } from "@churned/domain/sync";
import { models } from "@churned/planhat-client/models";
import { requestedByIdMax } from "@churned/domain/sync";

/** The answers of Planhat to requests for missing records of a model by id. */
export interface IdAnswers {
  /** The ids of the records that Planhat does not have. */
  readonly gone: readonly string[];
  /** The number of records that exist, and the number for which Planhat gave no answer. */
  readonly there: number;
  readonly unknown: number;
  /** True if only a part of the missing records was requested. */
  readonly isSample: boolean;
}

/**
 * For each model: how many missing records to request by id, and whether they are only a sample of the missing records.
 */
export type IdRequests = ReadonlyMap<
  ModelName,
  { readonly limit: number; readonly isSample: boolean }
>;

export interface ArchivedJudgement {
  /** The missing records of each model. `mayBeArchived` is set if the missing records of the model may be archived. */
  readonly passes: readonly HeldModel[];
  /** The models whose missing records must be requested by id first, and how many records. */
  readonly ask: IdRequests;
  /** For these models, only the records with these ids may be removed. */
  readonly among: ReadonlyMap<ModelName, readonly string[]>;
}

type Stream = Pick<StreamRow, "model" | "archived">;

/** Decides about missing records. Returns `later` if this sync cannot decide but the next full sync may. */
export function judgeArchived(
  streams: readonly Stream[],
  passes: readonly HeldModel[],
  answers?: ReadonlyMap<ModelName, IdAnswers>,
): ArchivedJudgement | "later" {
  const affected = passes.filter(
    ({ model, missing }) => missing > 0 && models[model].archivedFilter !== undefined,
  );
  const isFew = affected.reduce((sum, { missing }) => sum + missing, 0) <= requestedByIdMax;
  const each = Math.max(1, Math.floor(requestedByIdMax / Math.max(1, affected.length)));
  const ask = new Map<ModelName, { limit: number; isSample: boolean }>();
  const among = new Map<ModelName, readonly string[]>();
  const mayBeArchived = new Set<ModelName>();
  let isUndecided = false;
  for (const { model } of affected) {
    const state = streams.find((stream) => stream.model === model)?.archived?.state;
    const isById = models[model].canGet && (isFew || knowsArchived.has(state));
    const answer = answers?.get(model);
    if (isById && answer === undefined)
      ask.set(model, { limit: isFew ? requestedByIdMax : each, isSample: !isFew });
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
/** In these states, Planhat listed all archived records. */
const knowsArchived: ReadonlySet<State> = new Set<State>(["read", "shown"]);
/** In these states, the next pass will not get the archived records either. */
const neverListed: ReadonlySet<State> = new Set<State>(["ignored", "refused", "off"]);
