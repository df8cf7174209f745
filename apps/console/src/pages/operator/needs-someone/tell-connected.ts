/** A sentence about how many connections are connected. Pure. */
import { type BoundedTotal, formatTotal, totalOf } from "../../../ui/numbers.ts";

export function tellConnected(connected: BoundedTotal, all: BoundedTotal): string {
  if (all.total === 0) return "There is no connection yet.";
  if (all.total === 1 && !all.isAtLeast)
    return `The one connection is ${connected.total === 1 ? "" : "not "}connected.`;
  if (isEvery(connected, all)) return `All ${formatTotal(all)} connections are connected.`;
  if (connected.isAtLeast) return `${totalOf(connected, "connection")} are connected.`;
  return `${formatTotal(connected)} of ${formatTotal(all)} connections ${connected.total === 1 ? "is" : "are"} connected.`;
}

/** Whether the connected ones are certainly all. Where not all were counted, nothing is certain. */
export function isEvery(connected: BoundedTotal, all: BoundedTotal): boolean {
  return !all.isAtLeast && connected.total === all.total;
}
