/** What can be made to go wrong, for whom, how often and for how long. Whether a fault strikes is drawn from seed,
 *  request and how often that request was made, so that requests in flight together change nothing. */

import { modelNames } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import { z } from "zod";
import { makeRandom } from "./world/random.ts";
import type { Random } from "./world/random.ts";

/** Every kind of fault, and what it does. */
export const faultKinds = {
  status: "answers `status` (500)",
  throttled: "answers 429, with `rateHeaders` and `retryAfterSeconds` where given",
  slow: "waits `delayMs` (1,000), then answers as usual",
  half_open: "sends the beginning of a list and then nothing",
  truncated: "half of the real body, ended as if whole",
  html: "200 with a page",
  object: "200 with an object where a list belongs",
  down: "drops the connection, or answers `status`",
  not_found: "404 in place of a 403",
  duplicated_rows: "a page after the first begins `rows` (1) too early",
  missing_rows: "a page after the first begins `rows` (1) too late",
  changing: "after a page, one of its records changes, one goes and one is added",
  odd_text: "U+0000 and a lone surrogate in every record",
  large: "a page of `bytes` (20,000,000)",
  clock_skew: "the Date header and all timestamps are `skewMs` (one hour) ahead",
  moved: "tenants of `host` (any) have moved to the host `to`; the old one answers 401",
} as const;

/** The kinds' names, in the order of the list. */
export const faultKindNames = Object.keys(faultKinds) as [keyof typeof faultKinds];

/** A fault; what each kind does is told in `faultKinds`. */
export const faultSchema = z.strictObject({
  kind: z.enum(faultKindNames),
  status: z.number().int().min(300).max(599).optional(),
  delayMs: z.number().int().min(0).optional(),
  rateHeaders: z.enum(["none", "x-rate-limit", "x-ratelimit", "ratelimit"]).optional(),
  retryAfterSeconds: z.number().int().min(0).optional(),
  rows: z.number().int().min(1).max(100).optional(),
  bytes: z.number().int().min(1).max(200_000_000).optional(),
  skewMs: z.number().int().optional(),
  to: z.string().optional(),
  /** Only on this regional host. */
  host: z.string().optional(),
  /** Only for this model's paths. */
  model: z.enum(modelNames).optional(),
  /** Of the requests it fits, 0 to 1. Default all. */
  share: z.number().min(0).max(1).optional(),
  /** From when it is set. Default until cleared. */
  forMs: z.number().int().min(1).optional(),
});

export type Fault = z.infer<typeof faultSchema>;

/** What of a request decides whether a fault strikes it. */
export interface FaultTarget {
  readonly host: string;
  readonly model: ModelName | undefined;
  readonly accountId: string | undefined;
  /** Path and query. */
  readonly path: string;
}

/** The faults in force. */
export interface Faults {
  /** Replaces all but those of single accounts. */
  set(faults: readonly Fault[]): void;
  add(fault: Fault): void;
  /** Ends the fault at this place of the list. */
  removeAt(place: number): void;
  /** Replaces the faults that strike one account alone. */
  setForAccount(accountId: string, faults: readonly Fault[]): void;
  clear(): void;
  /** Back to none, those of single accounts included. */
  reset(): void;
  list(): Fault[];
  /** The first fault that strikes a request, and what to draw its details from. */
  pick(target: FaultTarget): { fault: Fault; random: Random } | undefined;
  /** Where the tenants of a host answer now. */
  findHost(home: string): string;
}

interface ActiveFault {
  readonly fault: Fault;
  readonly endsAt: number;
}

const KEPT_COUNTS = 100_000;

/** Makes an empty set of faults. */
export function createFaults(now: () => number, seed: string): Faults {
  let active: ActiveFault[] = [];
  const byAccount = new Map<string, readonly Fault[]>();
  const counts = new Map<string, number>();
  const start = (fault: Fault): ActiveFault => ({
    fault,
    endsAt: now() + (fault.forMs ?? Infinity),
  });
  const listLive = (): Fault[] => {
    active = active.filter(({ endsAt }) => endsAt > now());
    return active.map(({ fault }) => fault);
  };
  const set = (faults: readonly Fault[]): void => {
    counts.clear();
    active = faults.map(start);
  };

  function countRequest({ host, path }: FaultTarget): number {
    if (counts.size >= KEPT_COUNTS) counts.clear();
    const count = (counts.get(host + path) ?? 0) + 1;
    counts.set(host + path, count);
    return count;
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
    setForAccount(accountId, faults) {
      byAccount.set(accountId, faults);
    },
    clear: () => set([]),
    reset() {
      set([]);
      byAccount.clear();
    },
    list: listLive,
    pick(target) {
      const own = byAccount.get(target.accountId ?? "") ?? [];
      const candidates = [...listLive(), ...own].filter(
        ({ kind, host, model }) =>
          kind !== "moved" &&
          (host === undefined || host === target.host) &&
          (model === undefined || model === target.model),
      );
      if (candidates.length === 0) return undefined;
      const place = `${seed}/faults/${target.host}${target.path}/${countRequest(target)}`;
      for (const [at, fault] of candidates.entries()) {
        const random = makeRandom(`${place}/${at}`);
        if (fault.share === undefined || random.chance(fault.share)) return { fault, random };
      }
      return undefined;
    },
    findHost(home) {
      const moved = listLive().find(
        ({ kind, host }) => kind === "moved" && (host === undefined || host === home),
      );
      return moved?.to ?? home;
    },
  };
}
