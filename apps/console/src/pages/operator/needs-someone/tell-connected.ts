/** A sentence about how many connections are connected. Pure. */
import { formatCount } from "../../../ui/numbers.ts";

export function tellConnected(connected: number, all: number): string {
  if (all === 0) return "There is no connection yet.";
  if (all === 1) return `The one connection is ${connected === 1 ? "" : "not "}connected.`;
  if (connected === all) return `All ${formatCount(all)} connections are connected.`;
  return `${formatCount(connected)} of ${formatCount(all)} connections ${connected === 1 ? "is" : "are"} connected.`;
}
