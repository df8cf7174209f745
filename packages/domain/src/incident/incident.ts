/**
 * Incidents: many connections fail for one cause that is not the customer's. Pure functions decide which observations
 * make an incident, whose fault it is, how often it is swept, and how its connections resume.
 *
 * The fault is `theirs` if a host fails, or refuses most tokens. It is `ours` if no host can be reached, because
 * Planhat's regions do not all fail at once at DNS, TCP or TLS, and also if many checks end in an error of our own.
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

/** The verdicts that prove that a host accepts tokens: neither refusals nor inconclusive ones. */
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
  /** The failing host; null if the fault is ours. */
  readonly host: string | null;
  readonly kind: IncidentKind;
}

const minuteMs = 60_000;

/**
 * Only observations of this age or younger count. It exceeds the ten minutes after which a failing connection is
 * checked again.
 */
export const observationWindowMs = 15 * minuteMs;
/** With fewer failing connections there is no incident: each is handled on its own. */
export const failingMin = 3;
/** People may remove several tokens together, so a refusing host must refuse at least this many to be an incident. */
export const refusedMin = 5;
/** Without an incident and without an answer to another token, a refusal is believed after this. */
const refusalPatienceMs = 30 * minuteMs;
/** The share of a host's connections, observed since it began to fail, that must be failing. */
export const failingShareMin = 0.5;
/** A sweep checks two connections, so that one with its own failure does not keep the incident open. */
export const canariesPerSweep = 2;
/** How many good sweeps in a row close an incident: one is not enough, because a host may flap. */
export const goodSweepsToClose = 2;
/** The delay to the next sweep after a good one. */
const goodSweepIntervalMs = 15_000;
const sweepIntervalMinMs = 30_000;
const sweepIntervalMaxMs = 30 * minuteMs;

/** Recent observations of one host. `host` is null for the checks that failed before any host was called. */
export interface HostObservations {
  readonly host: string | null;
  /** How many connections failed in their last check, by the kind of failure. */
  readonly failing: Readonly<Partial<Record<OutageKind, number>>>;
  /** How many connections got an answer since the first of these failures. */
  readonly working: number;
  /** How many connections were refused recently and are not yet called broken, by the kind of refusal. */
  readonly refused: Readonly<Partial<Record<RefusalKind, number>>>;
  /** How many checks the host accepted since the first of these refusals. */
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

/** All hosts that were called recently, if most connections failed to reach each of them; else none. */
function listUnreachable(observations: readonly HostObservations[]): HostObservations[] {
  const seen = observations.filter(
    (observed) => observed.host !== null && countFailing(observed) + observed.working > 0,
  );
  const isUnreachable = (observed: HostObservations): boolean =>
    isMostlyFailing(observed) && mainKind(outageKinds, observed.failing) === "unreachable";
  return seen.every(isUnreachable) ? seen : [];
}

/**
 * The host that many connections cannot reach while no other host was called recently. Only a call to another host can
 * tell whose fault that is. Undefined if there is no such host.
 */
export function findLoneUnreachable(observations: readonly HostObservations[]): string | undefined {
  const [only, ...more] = listUnreachable(observations);
  return only !== undefined && more.length === 0 && isWidespread(only)
    ? (only.host ?? undefined)
    : undefined;
}

/**
 * The causes that make many connections fail at once, from the observations of each host. `areOthersReached`: if only
 * one host was called recently, whether another host could be reached just now; undefined if nobody tried.
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

/**
 * Whether this host accepted another connection's token since the refusal: it did (`accepted`), one is being tested now
 * (`sought`), or there is no other connection to test (`none`).
 */
export type CrossCheck = "accepted" | "sought" | "none";

/**
 * Whether the refusal of a token that worked before is believed, so that its customer must act. It is if the host
 * accepts other tokens, or if there is no other to test. While the cross-check is still open it is not: the host may be
 * refusing every token. If the cross-check stays open for long, and no incident explains the refusal, it is believed.
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

/** The results of one sweep: how many of the checked connections failed, and how many got an answer. */
export interface SweepResult {
  readonly failing: number;
  readonly working: number;
}

/** How many sweeps in a row were good, this one included. A sweep without a result changes nothing. */
export function countGoodSweeps(before: number, { failing, working }: SweepResult): number {
  if (failing + working === 0) return before;
  return working > 0 && working >= failing ? before + 1 : 0;
}

/**
 * The delay to the next sweep: a fifth of the incident's age, between half a minute and half an hour, so that we notice
 * its end within a fifth of its duration. After a good sweep the next one follows after 15 seconds.
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

/**
 * Over how long the checks of an incident's connections are spread after it closes: five a second, at least a minute.
 */
export function comeBackMs(connections: number): number {
  return Math.min(Math.max(connections * 200, minuteMs), 30 * minuteMs);
}

/**
 * How long a connection's checks may stay inconclusive outside an incident before an operator is needed. Throttling
 * gets more time: others use up the customer's quota, which often ends by itself.
 */
const patienceMs = { outage: 15 * minuteMs, throttle: 6 * 60 * minuteMs } as const;

/** How long this verdict may last outside an incident before an operator is needed; undefined if it is conclusive. */
export function inconclusivePatienceMs(kind: VerdictKind): number | undefined {
  const { retry } = verdictTable[kind];
  return retry === null ? undefined : patienceMs[retry];
}
