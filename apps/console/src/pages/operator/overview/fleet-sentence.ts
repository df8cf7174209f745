/** One sentence on how all connections are. Pure. */
import { type BoundedTotal, formatCount } from "../../../ui/numbers.ts";

/** What is known so far; undefined where nothing is known yet. */
export interface FleetState {
  readonly needed: number | undefined;
  readonly all: BoundedTotal | undefined;
  readonly incidents: number | undefined;
}

export function tellFleet({ needed, all, incidents }: FleetState): string {
  if (needed === undefined || all === undefined || incidents === undefined) return "Overview";
  if (needed > 0)
    return needed === 1
      ? "1 connection needs someone"
      : `${formatCount(needed)} connections need someone`;
  if (incidents > 0)
    return incidents === 1 ? "An incident is open" : `${incidents} incidents are open`;
  return all.total === 0 ? "No connection yet" : "Nobody is needed";
}
