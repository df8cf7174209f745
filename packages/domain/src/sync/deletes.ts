/** Records that a full pass did not find: whether they may be removed without asking an operator. */
import type { ModelName } from "../plan/models.ts";

/** The missing records of one model. */
export interface HeldModel {
  readonly model: ModelName;
  readonly missing: number;
  /** How many records had landed, the missing ones included. */
  readonly of: number;
  /** How many missing records another list of Planhat still shows: they exist, but are hidden from the token. */
  readonly hidden?: number;
  /** True if some of them may be archived: Planhat did not list the archived records. */
  readonly mayBeArchived?: boolean;
  /** The pass that last found them missing, if it is older than the question's own pass. */
  readonly syncId?: string;
}

/** Up to this many missing records of a model are removed without asking, unless they are all it has. */
const missingAlwaysSafe = 20;

/** More are removed without asking only below this share of the model's records. */
const missingSafeShare = 0.1;

/**
 * Whether a pass may remove the records that it found missing. All models are judged together: a token that lost access
 * shows less of every model, and in a small model that looks as if only a few records were deleted. The answer is no if
 * - all records of a model are missing: a lost permission or a fault gives an empty list too;
 * - Planhat still has some of them: they are hidden, and so are the records that belong to them;
 * - some of them may be archived.
 */
export function mayRemove(models: readonly HeldModel[]): boolean {
  return models.every(
    ({ missing, of, hidden = 0, mayBeArchived = false }) =>
      missing === 0 ||
      (hidden === 0 &&
        !mayBeArchived &&
        missing < of &&
        (missing <= missingAlwaysSafe || missing < of * missingSafeShare)),
  );
}

/**
 * The states of held deletions: records that a full pass found missing, too many to remove without asking. `waiting`
 * for an operator; `releasing`: being removed; `released`: removed; `kept` by an operator; `withdrawn`: a later pass
 * found the records again.
 */
export const heldDeletesStates = ["waiting", "releasing", "released", "kept", "withdrawn"] as const;

export type HeldDeletesState = (typeof heldDeletesStates)[number];

/** The states of held deletions that are not over. */
export const openHeldDeletesStates = ["waiting", "releasing"] as const satisfies HeldDeletesState[];
