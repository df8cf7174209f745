/** The verdicts in four groups, by who must act. A chart with fourteen colours could not be read. */
import { isInconclusive, isWorking, type VerdictKind } from "@churned/domain/verdict";

export type VerdictGroup = "works" | "partly" | "act" | "undecided";

/** The groups from the bottom of a bar to its top. */
export const verdictGroups: readonly {
  readonly group: VerdictGroup;
  readonly label: string;
  readonly colour: string;
}[] = [
  { group: "works", label: "Connected", colour: "--chart-ok" },
  { group: "partly", label: "Partly connected", colour: "--warn" },
  { group: "act", label: "A person must act", colour: "--bad" },
  { group: "undecided", label: "Inconclusive", colour: "--busy" },
];

export function verdictGroupOf(kind: VerdictKind): VerdictGroup {
  if (isInconclusive(kind)) return "undecided";
  if (kind === "connected") return "works";
  return isWorking(kind) ? "partly" : "act";
}
