/** The kinds of incidents, whose fault an incident is, and the verdicts that belong to it. */
import type { VerdictKind } from "../verdict/kinds.ts";
import { outageKinds, refusalKinds, verdictKinds, verdictTable } from "../verdict/kinds.ts";
import { isAccepted } from "../verdict/verdict.ts";

export const incidentFaults = ["theirs", "ours"] as const;
export type IncidentFault = (typeof incidentFaults)[number];

export type OutageKind = (typeof outageKinds)[number];
export type RefusalKind = (typeof refusalKinds)[number];

export const incidentKinds = [...outageKinds, ...refusalKinds] as const;
export type IncidentKind = OutageKind | RefusalKind;

const includes = (kinds: readonly VerdictKind[], kind: VerdictKind | null): boolean =>
  kind !== null && kinds.includes(kind);

export const isOutageKind = (kind: VerdictKind | null): kind is OutageKind =>
  includes(outageKinds, kind);
export const isRefusalKind = (kind: VerdictKind | null): kind is RefusalKind =>
  includes(refusalKinds, kind);

/** The verdicts that prove that a host accepts tokens. Refusals and inconclusive verdicts do not prove this. */
export const hostAcceptedKinds: readonly VerdictKind[] = verdictKinds.filter(
  (kind) => isAccepted(kind) && !isRefusalKind(kind),
);

/** The verdicts that an incident of this kind causes in its connections. */
export function verdictsOfIncident(kind: IncidentKind): IncidentKind[] {
  const { incident } = verdictTable[kind];
  return incidentKinds.filter((other) => verdictTable[other].incident === incident);
}

/** The cause of an incident. At most one incident is open for each fault and host. */
export interface IncidentCause {
  readonly fault: IncidentFault;
  /** The failing host; null if the fault is ours. */
  readonly host: string | null;
  readonly kind: IncidentKind;
}
