/** Missing records in figures. Pure. */
import type { HeldDeletes } from "../../../api/types.ts";

const dayMs = 24 * 60 * 60_000;

/** How many records are missing, all models together. */
export function countOfMissing(held: Pick<HeldDeletes, "models">): number {
  return held.models.reduce((sum, { missing }) => sum + missing, 0);
}

/** "38 %"; "100 %" only for all, and "0 %" only for none. */
export function formatShare(missing: number, of: number): string {
  if (missing === of) return "all";
  const percent = Math.round((missing / of) * 100);
  return percent === 0 ? "< 1 %" : `${Math.min(99, percent)} %`;
}

/** Whether a question is shown: it is open, being carried out, or was answered within a day. */
export function tellsStill(held: Pick<HeldDeletes, "state" | "decidedAt">, now: Date): boolean {
  if (held.state === "waiting" || held.state === "releasing" || held.decidedAt === null)
    return true;
  return now.getTime() - Date.parse(held.decidedAt) < dayMs;
}
