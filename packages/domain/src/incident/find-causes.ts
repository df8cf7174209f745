/**
 * Finds the causes that make many connections fail at once, and whose fault each cause is. The fault is `theirs`
 * (Planhat's) if a host fails, or refuses most tokens. The fault is `ours` if no host can be reached, because Planhat's
 * regions do not all fail at the same time at DNS, TCP or TLS. The fault is also `ours` if many checks end in an error
 * of our own code.
 */
import { outageKinds, refusalKinds } from "../verdict/kinds.ts";
import type { IncidentCause, IncidentKind, OutageKind, RefusalKind } from "./incident.ts";
import { failingMin, failingShareMin, refusedMin } from "./limits.ts";

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
