/**
 * Incidents: many connections failing for one cause that is not theirs. Pure: who counts as failing, when it is an
 * incident and whose, how often its hosts are looked at, and how its connections come back.
 *
 * A host that fails is `theirs`. Every host unreachable at once is `ours`, since Planhat's regions do not fail
 * together at DNS, TCP or TLS; so are many checks that end in an error of our own.
 */
import type { VerdictKind } from "./verdict/kinds.ts";

export const incidentFaults = ["theirs", "ours"] as const;
export type IncidentFault = (typeof incidentFaults)[number];

/** The verdicts that can have one cause for many. A throttle cannot: Planhat counts calls for each token. */
export const incidentKinds = [
  "planhat_down",
  "unreachable",
  "unexpected_answer",
  "our_fault",
] as const satisfies readonly VerdictKind[];
export type IncidentKind = (typeof incidentKinds)[number];

/** True for the verdicts that can have one cause for many. */
export function isIncidentKind(kind: VerdictKind): kind is IncidentKind {
  return (incidentKinds as readonly VerdictKind[]).includes(kind);
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
export const sightMs = 15 * minuteMs;
/** Fewer are a coincidence, and told one by one. */
export const failingMin = 3;
/** Of the connections seen on a host since it began to fail, this share must be failing: a host that fails, fails most. */
export const failingShareMin = 0.5;
/** Two others are looked at for all, so that one with troubles of its own does not keep an incident open. */
export const canariesPerLook = 2;
/** Looks in a row that must find a host well before its incident is over: a host that flaps is not. */
export const goodLooksToClose = 2;
/** After a look that went well the next one follows soon. */
const goodLookIntervalMs = 15_000;
const lookIntervalMinMs = 30_000;
const lookIntervalMaxMs = 30 * minuteMs;

/** The connections seen on one host lately; `host` is null for those that failed before any was called. */
export interface HostSight {
  readonly host: string | null;
  /** How many failed last, by how. */
  readonly failing: Readonly<Partial<Record<IncidentKind, number>>>;
  /** How many were answered since the first of these failed. */
  readonly working: number;
}

const countFailing = ({ failing }: HostSight): number =>
  Object.values(failing).reduce((sum, count) => sum + count, 0);

function mainKind({ failing }: HostSight): IncidentKind {
  const most = Math.max(...incidentKinds.map((kind) => failing[kind] ?? 0));
  return incidentKinds.find((kind) => failing[kind] === most) ?? "planhat_down";
}

function isMostlyFailing(sight: HostSight): boolean {
  const failing = countFailing(sight);
  return failing > 0 && failing / (failing + sight.working) >= failingShareMin;
}

/** What fails for many at once, from what was seen on each host. Empty where nothing does. */
export function findCauses(sights: readonly HostSight[]): IncidentCause[] {
  const isWidespread = (sight: HostSight): boolean =>
    isMostlyFailing(sight) && countFailing(sight) >= failingMin;
  const ownFault = sights.find(({ host }) => host === null);
  if (ownFault !== undefined && isWidespread(ownFault))
    return [{ fault: "ours", host: null, kind: "our_fault" }];

  const hosts = sights.filter((sight) => sight.host !== null && countFailing(sight) > 0);
  const seen = sights.filter(
    (sight) => sight.host !== null && countFailing(sight) + sight.working > 0,
  );
  const failing = hosts.filter(isWidespread);
  const isCutOff =
    seen.length > 1 &&
    seen.every((sight) => isMostlyFailing(sight) && mainKind(sight) === "unreachable");
  if (failing.length > 0 && isCutOff) return [{ fault: "ours", host: null, kind: "unreachable" }];
  return failing.map((sight) => ({ fault: "theirs", host: sight.host, kind: mainKind(sight) }));
}

/** What was seen of an incident's hosts since its last look. */
export interface LookResult {
  readonly failing: number;
  readonly working: number;
}

/** How many looks in a row went well, after this one. A look that saw nobody decides nothing. */
export function countGoodLooks(before: number, { failing, working }: LookResult): number {
  if (failing + working === 0) return before;
  return working > 0 && working >= failing ? before + 1 : 0;
}

/**
 * Delay to the next look: a fifth of the incident's age, between half a minute and half an hour, so that its end is
 * seen within a fifth of the time it took; at once where the last look went well.
 */
export function delayToNextLookMs(look: {
  readonly ageMs: number;
  readonly goodLooks: number;
  readonly random: number;
}): number {
  if (look.goodLooks > 0) return goodLookIntervalMs;
  const fifthMs = Math.min(Math.max(look.ageMs / 5, lookIntervalMinMs), lookIntervalMaxMs);
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
export const doubtPatienceMs: Readonly<Partial<Record<VerdictKind, number>>> = {
  planhat_down: 15 * minuteMs,
  unreachable: 15 * minuteMs,
  unexpected_answer: 15 * minuteMs,
  our_fault: 15 * minuteMs,
  throttled: 6 * 60 * minuteMs,
};

/** An incident in words. */
export function describeIncident(cause: IncidentCause): { title: string; explanation: string } {
  const { host, kind } = cause;
  const waits =
    "Its connections keep their states, their customers get no mail, and their tests wait. One connection at a time is looked at for all of them; when it is answered again, the others follow by themselves.";
  if (host === null && kind === "our_fault")
    return {
      title: "Tests end in an error of our own",
      explanation: `Tests of many connections do not get as far as Planhat: the worker's key, its database or its code is at fault. ${waits}`,
    };
  if (host === null)
    return {
      title: "No Planhat host can be reached from here",
      explanation: `All hosts fail at once at DNS, TCP or TLS, so our own network is at fault and not Planhat. ${waits}`,
    };
  const how = {
    planhat_down: "answers with errors",
    unreachable: "cannot be reached",
    unexpected_answer: "answers with something that is not Planhat's",
    our_fault: "cannot be called",
  } as const;
  return {
    title: `Planhat's host ${host} ${how[kind]}`,
    explanation: `Tests of most connections on this host fail in the same way, while nothing points at their tokens. ${waits}`,
  };
}
