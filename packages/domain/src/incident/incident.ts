/**
 * Incidents: many connections fail for one cause that is not the customer's. Pure functions decide which observations
 * make an incident, whose fault it is, how often its members are checked (a sweep), and when its connections are
 * checked after it.
 *
 * The fault is `theirs` (Planhat's) if a host fails, or refuses most tokens. The fault is `ours` if no host can be
 * reached, because Planhat's regions do not all fail at the same time at DNS, TCP or TLS. The fault is also `ours` if
 * many checks end in an error of our own code.
 */
import type { VerdictKind } from "../verdict/kinds.ts";
import { outageKinds, refusalKinds, verdictKinds, verdictTable } from "../verdict/kinds.ts";
import { isAccepted } from "../verdict/verdict.ts";
import {
  failingMin,
  failingShareMin,
  goodSweepIntervalMs,
  inconclusiveForMs,
  refusalPatienceMs,
  refusedMin,
  sweepIntervalMaxMs,
  sweepIntervalMinMs,
} from "./limits.ts";

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

const minuteMs = 60_000;

/** Recent observations of one host. `host` is null for checks that failed before any host was called. */
export interface HostObservations {
  readonly host: string | null;
  /** The number of connections that failed in their last check, by the kind of failure. */
  readonly failing: Readonly<Partial<Record<OutageKind, number>>>;
  /** The number of connections that got an answer after the first of these failures. */
  readonly working: number;
  /**
   * The number of connections whose token was refused recently and that are not called broken yet, by the kind of
   * refusal.
   */
  readonly refused: Readonly<Partial<Record<RefusalKind, number>>>;
  /** The number of checks in which the host accepted a token after the first of these refusals. */
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

/**
 * All hosts that were called recently, if for each of these hosts most connections could not reach the host. Otherwise
 * empty.
 */
function listUnreachable(observations: readonly HostObservations[]): HostObservations[] {
  const seen = observations.filter(
    (observed) => observed.host !== null && countFailing(observed) + observed.working > 0,
  );
  const isUnreachable = (observed: HostObservations): boolean =>
    isMostlyFailing(observed) && mainKind(outageKinds, observed.failing) === "unreachable";
  return seen.every(isUnreachable) ? seen : [];
}

/**
 * The single host that was called recently, if many connections cannot reach it. Only a call to another host can show
 * whose fault this is. Undefined if there is no such host.
 */
export function findLoneUnreachable(observations: readonly HostObservations[]): string | undefined {
  const [only, ...more] = listUnreachable(observations);
  return only !== undefined && more.length === 0 && isWidespread(only)
    ? (only.host ?? undefined)
    : undefined;
}

/**
 * The causes that make many connections fail at once, from the observations of each host. If only one host was called
 * recently, `areOthersReached` says whether another host could be reached just now; it is undefined if nobody tried.
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
 * Whether the host accepted the token of another connection after the refusal. `accepted`: it did. `sought`: the token
 * of another connection is being tested now. `none`: there is no other connection to test.
 */
export type CrossCheck = "accepted" | "sought" | "none";

/**
 * Whether we believe the refusal of a token that worked before, so that its customer must act. We believe the refusal
 * if the host accepts other tokens, or if there is no other token to test. As long as the cross-check with another
 * token is open, we do not believe it, because the host may be refusing every token. If the cross-check stays open for
 * long and no incident explains the refusal, we believe it.
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

/** The result of one sweep: how many of the checked connections failed, and how many got an answer. */
export interface SweepResult {
  readonly failing: number;
  readonly working: number;
}

/** The number of good sweeps in a row, including this sweep. A sweep without a result does not change the number. */
export function countGoodSweeps(before: number, { failing, working }: SweepResult): number {
  if (failing + working === 0) return before;
  return working > 0 && working >= failing ? before + 1 : 0;
}

/**
 * The delay to the next sweep: a fifth of the incident's age, but at least half a minute and at most half an hour. So
 * we notice the end of an incident within a fifth of its duration. After a good sweep, the next sweep follows after 15
 * seconds.
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
 * After an incident closes, the checks of its connections are spread over this time: five checks a second, and at least
 * one minute in total.
 */
export function comeBackMs(connections: number): number {
  return Math.min(Math.max(connections * 200, minuteMs), 30 * minuteMs);
}

/**
 * How long this verdict may last outside an incident before the connection needs an operator; undefined if the verdict
 * is conclusive.
 */
export function inconclusivePatienceMs(kind: VerdictKind): number | undefined {
  const { retry } = verdictTable[kind];
  return retry === null ? undefined : inconclusiveForMs[retry];
}
