/**
 * Which missing records may be archived ones, which Planhat's lists leave out. Pure. Few are asked for by id, and only
 * what Planhat says is not there is removed. Many are removed only where the archived were all read and none of them
 * was missing any more; else an operator is asked, or the next full pass decides.
 */
import type { ArchivedList, StreamRow } from "@churned/db";
import type { HeldModel, ModelName } from "@churned/domain";
import { models } from "@churned/planhat-client/models";
import { askedByIdMax } from "./ask-missing.ts";

/** The passes, those marked whose missing records may be archived; and the models whose records are asked for by id. */
export interface ArchivedJudgement {
  readonly passes: readonly HeldModel[];
  readonly byId: readonly ModelName[];
}

/** Judges; `later` where this sync could not read the archived of a model and the next one may. */
export function judgeArchived(
  streams: readonly Pick<StreamRow, "model" | "archived">[],
  passes: readonly HeldModel[],
): ArchivedJudgement | "later" {
  const knowing = passes.filter(
    ({ model, missing }) => missing > 0 && models[model].archivedFilter !== undefined,
  );
  const isFew = knowing.reduce((sum, { missing }) => sum + missing, 0) <= askedByIdMax;
  const byId = isFew
    ? knowing.map(({ model }) => model).filter((model) => models[model].canGet)
    : [];
  const unread = knowing.filter(
    ({ model }) => !byId.includes(model) && !knowsArchived.has(stateOf(streams, model)),
  );
  if (unread.some(({ model }) => !neverComes.has(stateOf(streams, model)))) return "later";
  return {
    byId,
    passes: passes.map((pass) => (unread.includes(pass) ? { ...pass, mayBeArchived: true } : pass)),
  };
}

type State = ArchivedList["state"] | undefined;
/** All archived records were shown. */
const knowsArchived: ReadonlySet<State> = new Set<State>(["read", "shown"]);
/** They will not be shown by the next pass either. */
const neverComes: ReadonlySet<State> = new Set<State>(["ignored", "refused", "off"]);

function stateOf(
  streams: readonly Pick<StreamRow, "model" | "archived">[],
  model: ModelName,
): State {
  return streams.find((stream) => stream.model === model)?.archived?.state;
}
