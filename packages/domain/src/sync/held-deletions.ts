/** Decides whether records that a full pass did not find may be removed without asking an operator. */
import type { ModelName } from "../plan/models.ts";
import { missingAlwaysSafe, missingSafeShare } from "./limits.ts";

/** The missing records of one model. */
export interface HeldModel {
  readonly model: ModelName;
  readonly missing: number;
  /** The number of stored records, including the missing records. */
  readonly of: number;
  /**
   * The number of missing records that another list of Planhat still shows. These records exist, but the token may not
   * see them.
   */
  readonly hidden?: number;
  /** True if some of the missing records may be archived, because Planhat did not list the archived records. */
  readonly mayBeArchived?: boolean;
  /**
   * The sync that last found the records missing, if this was an earlier sync than the sync that opened the question.
   */
  readonly syncId?: string;
}

/**
 * Whether a sync may remove the records that it found missing. All models are judged together, because a token that
 * lost access shows less of every model. In a small model, this loss looks as if only a few records were deleted. The
 * answer is no if
 * - all records of a model are missing: a lost permission or a fault also returns an empty list;
 * - Planhat still shows some of the missing records elsewhere: then the token may not see them, nor the records that
 *   belong to them;
 * - some of the missing records may be archived.
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
 * The states of held deletions: missing records that are too many to remove without asking an operator. `waiting`: for
 * an operator. `releasing`: the records are being removed. `released`: they are removed. `kept`: an operator kept them.
 * `withdrawn`: a later sync found the records again.
 */
export const heldDeletionsStates = [
  "waiting",
  "releasing",
  "released",
  "kept",
  "withdrawn",
] as const;

export type HeldDeletionsState = (typeof heldDeletionsStates)[number];

/** The states in which held deletions are not settled yet. */
export const openHeldDeletionsStates = [
  "waiting",
  "releasing",
] as const satisfies HeldDeletionsState[];
