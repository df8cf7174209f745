/**
 * Incidents: many connections failing for one cause that is not theirs. Pure: who counts as failing, when it is an
 * incident and whose, how often its hosts are looked at, and how its connections come back.
 *
 * A host that fails is `theirs`, and so is one that refuses the tokens of most. Every host unreachable at once is
 * `ours`, since Planhat's regions do not fail together at DNS, TCP or TLS; so are many checks that end in an error of
 * our own.
 */
import type { VerdictKind } from "../verdict/kinds.ts";
import { outageKinds, refusalKinds, verdictKinds, verdictTable } from "../verdict/kinds.ts";
import { isAccepted } from "../verdict/verdict.ts";

export const incidentFaults = ["theirs", "ours"] as const;
export type IncidentFault = (typeof incidentFaults)[number];

type OutageKind = (typeof outageKinds)[number];
type RefusalKind = (typeof refusalKinds)[number];

export const incidentKinds = [...outageKinds, ...refusalKinds] as const;
export type IncidentKind = OutageKind | RefusalKind;

const includes = (kinds: readonly VerdictKind[], kind: VerdictKind | null): boolean =>
  kind !== null && kinds.includes(kind);

export const isOutageKind = (kind: VerdictKind | null): kind is OutageKind =>
  includes(outageKinds, kind);
export const isRefusalKind = (kind: VerdictKind | null): kind is RefusalKind =>
  includes(refusalKinds, kind);

/** The verdicts that prove that a host accepts tokens: not a refusal, and not an answer that says nothing. */
export const hostAcceptedKinds: readonly VerdictKind[] = verdictKinds.filter(
  (kind) => isAccepted(kind) && !isRefusalKind(kind),
);

/** The verdicts that an incident of this kind causes in its connections. */
export function verdictsOfIncident(kind: IncidentKind): IncidentKind[] {
  const { incident } = verdictTable[kind];
  return incidentKinds.filter((other) => verdictTable[other].incident === incident);
}

/** What an incident is about. At most one is open for each fault and host. */
export interface IncidentCause {
  readonly fault: IncidentFault;
  /** The failing host; null where all of them, or none, are to blame. */
  readonly host: string | null;
  readonly kind: IncidentKind;
}

const minuteMs = 60_000;

/** What counts is what was seen this lately: longer than the ten minutes after which a failing connection is seen again. */
export const observationWindowMs = 15 * minuteMs;
/** Fewer are a coincidence, and told one by one. */
export const failingMin = 3;
/** Tokens are removed by people, sometimes several together: a host that refuses must refuse more than that. */
export const refusedMin = 5;
/** A refusal that nobody else shares, and that nobody else's luck could be held against, is believed after this. */
const refusalPatienceMs = 30 * minuteMs;
/** Of the connections seen on a host since it began to fail, this share must be failing: a host that fails, fails most. */
export const failingShareMin = 0.5;
/** Two others are looked at for all, so that one with troubles of its own does not keep an incident open. */
export const canariesPerSweep = 2;
/** Looks in a row that must find a host well before its incident is over: a host that flaps is not. */
export const goodSweepsToClose = 2;
/** After a look that went well the next one follows soon. */
const goodSweepIntervalMs = 15_000;
const sweepIntervalMinMs = 30_000;
const sweepIntervalMaxMs = 30 * minuteMs;

/** The connections seen on one host lately; `host` is null for those that failed before any was called. */
export interface HostObservations {
  readonly host: string | null;
  /** How many failed last, by how. */
  readonly failing: Readonly<Partial<Record<OutageKind, number>>>;
  /** How many were answered since the first of these failed. */
  readonly working: number;
  /** How many were refused for the first time lately, by how, and are not called broken yet. */
  readonly refused: Readonly<Partial<Record<RefusalKind, number>>>;
  /** How many checks the host accepted since the first of these was refused. */
  readonly accepted: number;
}

const sum = (counts: Readonly<Partial<Record<string, number>>>): number =>
  Object.values(counts).reduce<number>((total, count) => total + (count ?? 0), 0);

const countFailing = ({ failing }: HostObservations): number => sum(failing);

function mainKind<Kind extends IncidentKind>(
  kinds: readonly [Kind, ...Kind[]],
  counts: Readonly<Partial<Record<Kind, number>>>,
): Kind {
  const most = Math.max(...kinds.map((kind) => counts[kind] ?? 0));
  return kinds.find((kind) => counts[kind] === most) ?? kinds[0];
}

function isMostlyFailing(observed: HostObservations): boolean {
  const failing = countFailing(observed);
  return failing > 0 && failing / (failing + observed.working) >= failingShareMin;
}

const isWidespread = (observed: HostObservations): boolean =>
  isMostlyFailing(observed) && countFailing(observed) >= failingMin;

/** The hosts that were called lately, where most failed to reach every one of them. */
function listUnreachable(observations: readonly HostObservations[]): HostObservations[] {
  const seen = observations.filter(
    (observed) => observed.host !== null && countFailing(observed) + observed.working > 0,
  );
  const isUnreachable = (observed: HostObservations): boolean =>
    isMostlyFailing(observed) && mainKind(outageKinds, observed.failing) === "unreachable";
  return seen.every(isUnreachable) ? seen : [];
}

/**
 * The host that many cannot reach while no other was called lately: whose fault that is, only a look at the others can
 * tell. Undefined where there is none.
 */
export function findLoneUnreachable(observations: readonly HostObservations[]): string | undefined {
  const [only, ...more] = listUnreachable(observations);
  return only !== undefined && more.length === 0 && isWidespread(only)
    ? (only.host ?? undefined)
    : undefined;
}

/**
 * What fails for many at once, from what was seen on each host. Empty where nothing does. `areOthersReached`: where only
 * one host was called lately, whether any other could be reached just now; undefined where nobody tried.
 */
export function findCauses(
  observations: readonly HostObservations[],
  areOthersReached?: boolean,
): IncidentCause[] {
  const ownFault = observations.find(({ host }) => host === null);
  if (ownFault !== undefined && isWidespread(ownFault))
    return [{ fault: "ours", host: null, kind: "our_fault" }];

  const hosts = observations.filter(
    (observed) => observed.host !== null && countFailing(observed) > 0,
  );
  const failing = hosts.filter(isWidespread);
  const unreachable = listUnreachable(observations);
  const isCutOff =
    unreachable.length > 1 || (unreachable.length === 1 && areOthersReached === false);
  if (failing.length > 0 && isCutOff) return [{ fault: "ours", host: null, kind: "unreachable" }];
  const refusing = observations.filter(
    (observed) =>
      !failing.includes(observed) &&
      sum(observed.refused) >= refusedMin &&
      sum(observed.refused) / (sum(observed.refused) + observed.accepted) >= failingShareMin,
  );
  return [
    ...failing.map(({ host, failing: counts }) => ({
      fault: "theirs" as const,
      host,
      kind: mainKind(outageKinds, counts),
    })),
    ...refusing.map(({ host, refused }) => ({
      fault: "theirs" as const,
      host,
      kind: mainKind(refusalKinds, refused),
    })),
  ];
}

/** Who can be held against a refusal: the host accepted another's token since, another is being asked, or there is none. */
export type CrossCheck = "accepted" | "sought" | "none";

/**
 * Whether a refused token that worked before is its customer's doing. Only where the host accepts others: one that
 * refuses everybody has a trouble of its own. Where nobody could be asked for long, and no incident explains it, it is.
 */
export function isBelieved(refusal: {
  readonly crossCheck: CrossCheck;
  readonly ageMs: number;
  readonly inIncident: boolean;
}): boolean {
  const { crossCheck, ageMs, inIncident } = refusal;
  if (crossCheck !== "sought") return true;
  return !inIncident && ageMs >= refusalPatienceMs;
}

/** What was seen of an incident's hosts since its last look. */
export interface SweepResult {
  readonly failing: number;
  readonly working: number;
}

/** How many looks in a row went well, after this one. A look that saw nobody decides nothing. */
export function countGoodSweeps(before: number, { failing, working }: SweepResult): number {
  if (failing + working === 0) return before;
  return working > 0 && working >= failing ? before + 1 : 0;
}

/**
 * Delay to the next look: a fifth of the incident's age, between half a minute and half an hour, so that its end is
 * seen within a fifth of the time it took; at once where the last look went well.
 */
export function delayToNextSweepMs(look: {
  readonly ageMs: number;
  readonly goodSweeps: number;
  readonly random: number;
}): number {
  if (look.goodSweeps > 0) return goodSweepIntervalMs;
  const fifthMs = Math.min(Math.max(look.ageMs / 5, sweepIntervalMinMs), sweepIntervalMaxMs);
  return Math.round(fifthMs * (0.9 + look.random / 5));
}

/** Over how long the checks of an incident's connections come back when it is over: five a second, a minute at least. */
export function comeBackMs(connections: number): number {
  return Math.min(Math.max(connections * 200, minuteMs), 30 * minuteMs);
}

/**
 * How long a connection's checks may decide nothing, outside of an incident, until an operator is needed. A quota that
 * others use up is the customer's to mend, and often mends itself.
 */
const patienceMs = { outage: 15 * minuteMs, throttle: 6 * 60 * minuteMs } as const;

/** How long this verdict may last, outside of an incident, until an operator is needed; undefined for conclusive ones. */
export function inconclusivePatienceMs(kind: VerdictKind): number | undefined {
  const { retry } = verdictTable[kind];
  return retry === null ? undefined : patienceMs[retry];
}
