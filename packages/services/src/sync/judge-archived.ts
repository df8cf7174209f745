/**
 * Which missing records may be archived ones, which Planhat's lists leave out. Pure. Few are asked for by id, and only
 * what Planhat says is not there is removed. Many are removed only where the archived were all shown and of some that are
 * asked for by id none is there; else an operator is asked, or the next full pass decides.
 */
import type { ArchivedList, StreamRow } from "@churned/db/sync";
import type { ModelName } from "@churned/domain/plan";
import type { HeldModel } from "@churned/domain/record";
import { models } from "@churned/planhat-client/models";

/** Missing records that are asked for one by one, in all models of a sync together. */
const askedByIdMax = 50;

/** What Planhat said by id of missing records of a model. */
export interface ById {
  /** Those that it says are not there. */
  readonly gone: readonly string[];
  /** How many are there, and of how many it did not say. */
  readonly there: number;
  readonly unknown: number;
  /** True where more were missing than were asked for. */
  readonly isSample: boolean;
}

/** How many records of a model to ask for by id, and whether more are missing. */
export type ToAsk = ReadonlyMap<ModelName, { readonly limit: number; readonly isSample: boolean }>;

export interface ArchivedJudgement {
  /** The passes, those marked whose missing records may be archived. */
  readonly passes: readonly HeldModel[];
  /** How many records to ask for by id, of the models where that must be known first. */
  readonly ask: ToAsk;
  /** Of these models only the records that are known to be gone may be removed. */
  readonly among: ReadonlyMap<ModelName, readonly string[]>;
}

type Stream = Pick<StreamRow, "model" | "archived">;

/** Judges; `later` where this sync cannot tell and the next one may. */
export function judgeArchived(
  streams: readonly Stream[],
  passes: readonly HeldModel[],
  answers?: ReadonlyMap<ModelName, ById>,
): ArchivedJudgement | "later" {
  const knowing = passes.filter(
    ({ model, missing }) => missing > 0 && models[model].archivedFilter !== undefined,
  );
  const isFew = knowing.reduce((sum, { missing }) => sum + missing, 0) <= askedByIdMax;
  const each = Math.max(1, Math.floor(askedByIdMax / Math.max(1, knowing.length)));
  const ask = new Map<ModelName, { limit: number; isSample: boolean }>();
  const among = new Map<ModelName, readonly string[]>();
  const mayBeArchived = new Set<ModelName>();
  let isUnsure = false;
  for (const { model } of knowing) {
    const state = streams.find((stream) => stream.model === model)?.archived?.state;
    const isById = models[model].canGet && (isFew || knowsArchived.has(state));
    const answer = answers?.get(model);
    if (isById && answer === undefined)
      ask.set(model, { limit: isFew ? askedByIdMax : each, isSample: !isFew });
    else if (isById && answer?.isSample === false) among.set(model, answer.gone);
    else if (isById && (answer?.there ?? 0) > 0) mayBeArchived.add(model);
    else if (isById) isUnsure ||= (answer?.unknown ?? 0) > 0;
    else if (neverComes.has(state)) mayBeArchived.add(model);
    else isUnsure ||= !knowsArchived.has(state);
  }
  if (isUnsure) return "later";
  return {
    ask,
    among,
    passes: passes.map((pass) =>
      mayBeArchived.has(pass.model) ? { ...pass, mayBeArchived: true } : pass,
    ),
  };
}

type State = ArchivedList["state"] | undefined;
/** All archived records were shown. */
const knowsArchived: ReadonlySet<State> = new Set<State>(["read", "shown"]);
/** They will not be shown by the next pass either. */
const neverComes: ReadonlySet<State> = new Set<State>(["ignored", "refused", "off"]);
