/** Missing records in figures. Pure. */
import type { HeldDeletions } from "../../../api/types.ts";

const dayMs = 24 * 60 * 60_000;

/** The number of missing records of all models together. */
export function countOfMissing(held: Pick<HeldDeletions, "models">): number {
  return held.models.reduce((sum, { missing }) => sum + missing, 0);
}

/** The share in words: "all" if every record is missing, else from "< 1 %" to "99 %". */
export function formatShare(missing: number, of: number): string {
  if (missing === of) return "all";
  const percent = Math.round((missing / of) * 100);
  return percent === 0 ? "< 1 %" : `${Math.min(99, percent)} %`;
}

/**
 * Whether a question is still shown: while it is open, while the answer is carried out, and for a day after the answer.
 */
export function tellsStill(held: Pick<HeldDeletions, "state" | "decidedAt">, now: Date): boolean {
  if (held.state === "waiting" || held.state === "releasing" || held.decidedAt === null)
    return true;
  return now.getTime() - Date.parse(held.decidedAt) < dayMs;
}
