/** Faults: which requests go wrong, how often and for how long. Whether a fault affects a request depends on the
 *  seed, on the request, and on how often the request was made. So concurrent requests do not change the result. */

import type { ModelName } from "@churned/planhat-client/models";
import { habits } from "./fault-kinds.ts";
import type { Fault } from "./fault-kinds.ts";
import { makeRandom } from "./world/random.ts";
import type { Random } from "./world/random.ts";

/** The properties of a request that decide which faults affect the request. */
export interface FaultTarget {
  readonly host: string;
  readonly model: ModelName | undefined;
  readonly tenant: string | undefined;
  readonly accountId: string | undefined;
  /** The faults of the request's account. */
  readonly own: readonly Fault[];
  /** The path with the query. */
  readonly path: string;
}

/** The active faults. */
export interface Faults {
  /** Replaces all faults, except those of accounts. */
  set(faults: readonly Fault[]): void;
  add(fault: Fault): void;
  /** Ends the fault at this position in the list. */
  removeAt(place: number): void;
  clear(): void;
  list(): Fault[];
  /** The first fault that affects a request, and the source of random numbers for the details of the fault. */
  pick(target: FaultTarget): { fault: Fault; random: Random } | undefined;
  /** All habits that match a request. */
  listHabits(target: FaultTarget): Fault[];
  /** The host that serves the tenants of the host `home` now. */
  findHost(home: string): string;
}

interface ActiveFault {
  readonly fault: Fault;
  readonly endsAt: number;
}

/** How often a fault matched a request, and how often it affected a request. */
interface Progress {
  fits: number;
  strikes: number;
}

const KEPT_COUNTS = 100_000;

/** Makes an empty set of faults. */
export function createFaults(now: () => number, seed: string): Faults {
  let active: ActiveFault[] = [];
  const counts = new Map<string, number>();
  const progresses = new WeakMap<Fault, Progress>();
  const start = (fault: Fault): ActiveFault => ({
    // This is a copy, so that the same fault counts from zero when it is set again.
    fault: { ...fault },
    endsAt: now() + (fault.forMs ?? Infinity),
  });
  const listLive = (): Fault[] => {
    if (active.some(({ endsAt }) => endsAt <= now()))
      active = active.filter(({ endsAt }) => endsAt > now());
    return active.map(({ fault }) => fault);
  };
  const set = (faults: readonly Fault[]): void => {
    counts.clear();
    active = faults.map(start);
  };

  function countRequest(place: string): number {
    if (counts.size >= KEPT_COUNTS) counts.clear();
    const count = (counts.get(place) ?? 0) + 1;
    counts.set(place, count);
    return count;
  }

  function findProgress(fault: Fault): Progress {
    const known = progresses.get(fault) ?? { fits: 0, strikes: 0 };
    progresses.set(fault, known);
    return known;
  }

  return {
    set,
    add(fault) {
      active = [...active, start(fault)];
    },
    removeAt(place) {
      listLive();
      active = active.filter((_, at) => at !== place);
    },
    clear: () => set([]),
    list: listLive,
    pick(target) {
      const candidates = [...listLive(), ...target.own].filter(
        (fault) => !habits.includes(fault.kind) && fits(fault, target),
      );
      if (candidates.length === 0) return undefined;
      // Counted by tenant and not by account, because the ids of accounts differ in every run.
      const request = `${target.tenant ?? ""}/${target.host}${target.path}`;
      const place = `${seed}/faults/${request}/${countRequest(request)}`;
      for (const [at, fault] of candidates.entries()) {
        const progress = findProgress(fault);
        progress.fits += 1;
        if (progress.fits <= (fault.after ?? 0)) continue;
        if (progress.strikes >= (fault.times ?? Infinity)) continue;
        const random = makeRandom(`${place}/${at}`);
        if (fault.share !== undefined && !random.chance(fault.share)) continue;
        progress.strikes += 1;
        return { fault, random };
      }
      return undefined;
    },
    listHabits: (target) =>
      [...listLive(), ...target.own].filter(
        (fault) => habits.includes(fault.kind) && fits(fault, target),
      ),
    findHost(home) {
      const moved = listLive().find(
        ({ kind, host }) => kind === "moved" && (host === undefined || host === home),
      );
      return moved?.to ?? home;
    },
  };
}

function fits(fault: Fault, target: FaultTarget): boolean {
  return (
    fault.kind !== "moved" &&
    (fault.host === undefined || fault.host === target.host) &&
    (fault.model === undefined || fault.model === target.model) &&
    (fault.path === undefined || target.path.startsWith(fault.path)) &&
    (fault.tenant === undefined || fault.tenant === target.tenant) &&
    (fault.isUnknownToken === undefined ||
      fault.isUnknownToken === (target.accountId === undefined)) &&
    (fault.accountId === undefined || fault.accountId === target.accountId)
  );
}
