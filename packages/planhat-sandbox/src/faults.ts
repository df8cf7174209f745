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
  mute: "takes the request and never answers",
  drip: "sends a list byte by byte, one each `delayMs` (200), and never comes to its end",
  half_open: "sends the beginning of a list and then nothing",
  truncated: "half of the real body, ended as if whole",
  html: "200 with a page",
  object: "200 with an object where a list belongs",
  error_list: "200 with a list that holds an error and no record",
  down: "drops the connection, or answers `status`",
  no_body: "does what was asked and answers nothing; 201 where a record was made",
  not_found: "404 in place of a 403",
  denied: "answers 403, as without the permission",
  firewall:
    "`status` (403) as a firewall writes it, by `shape`: `code` (Cloudflare's words), `page` (CloudFront's), `json`, or `empty`",
  duplicated_rows: "a page after the first begins `rows` (1) too early",
  missing_rows: "a page after the first begins `rows` (1) too late",
  repeated_page: "a page after the first is the page before it",
  endless_pages: "no page is short: after the last record the list begins again",
  empty_page: "200 with an empty list",
  narrowed: "shows the companies of one user (`owner`, else the first) alone",
  changing:
    "after a page, `changes` (1) of its records change, `removes` (1) go, `inserts` (1) are added, `archives` (0) go into the archive or come out of it, `restores` (0) of those removed come back; of all records with `isAnywhere`",
  odd_text: "U+0000, lone surrogates and long emoji in the texts of every record",
  long_ids: "records whose `_id` ends in 0 have one of 6,000 characters",
  big_numbers: "9007199254740993, 1e400 and a number of 20 digits among the custom fields",
  bom: "a byte order mark before the body",
  large_records: "the first `rows` (2) records of a model by `_id` have `bytes` (16,000,000) each",
  large: "a page of `bytes` (20,000,000)",
  clock_skew: "the Date header and all timestamps are `skewMs` (one hour) ahead",
  page_cap: "a page holds at most `rows` (100), whatever was asked for; strikes beneath others",
  ignored_sort: "records come as without `sort`; strikes beneath others",
  refused_sort: "400 where a list is asked for with `sort`; strikes beneath others",
  refused_offset: "400 beyond the offset `rows` (100); strikes beneath others",
  clamped_offset:
    "beyond the offset `rows`, or else beyond the end, the page there comes again; strikes beneath others",
  moved: "tenants of `host` (any) have moved to the host `to`; the old one answers 401",
} as const;

/** Kinds that are habits: all that fit a request strike it, and none of them keeps another fault from it. */
const habits: readonly (keyof typeof faultKinds)[] = [
  "page_cap",
  "ignored_sort",
  "refused_sort",
  "refused_offset",
  "clamped_offset",
];

/** The kinds' names, in the order of the list. */
export const faultKindNames = Object.keys(faultKinds) as [keyof typeof faultKinds];

/** A fault; what each kind does is told in `faultKinds`. */
export const faultSchema = z.strictObject({
  kind: z.enum(faultKindNames),
  status: z.number().int().min(300).max(599).optional(),
  delayMs: z.number().int().min(0).optional(),
  shape: z.enum(["code", "page", "json", "empty"]).optional(),
  rateHeaders: z.enum(["none", "x-rate-limit", "x-ratelimit", "ratelimit"]).optional(),
  retryAfterSeconds: z.number().int().min(0).optional(),
  rows: z.number().int().min(1).max(1_000_000).optional(),
  bytes: z.number().int().min(1).max(200_000_000).optional(),
  skewMs: z.number().int().optional(),
  owner: z.string().optional(),
  changes: z.number().int().min(0).max(1_000).optional(),
  removes: z.number().int().min(0).max(1_000).optional(),
  inserts: z.number().int().min(0).max(1_000).optional(),
  archives: z.number().int().min(0).max(1_000).optional(),
  restores: z.number().int().min(0).max(1_000).optional(),
  isAnywhere: z.boolean().optional(),
  to: z.string().optional(),
  /** Only on this regional host. */
  host: z.string().optional(),
  /** Only for this model's paths. */
  model: z.enum(modelNames).optional(),
  /** Only paths that begin so: `/leancompanies` is of model `company` too. */
  path: z.string().optional(),
  /** Only this tenant, by its key. */
  tenant: z.string().optional(),
  /** Only this account. */
  accountId: z.string().optional(),
  /** Only tokens that no account has: mistyped ones. */
  isUnknownToken: z.boolean().optional(),
  /** Not the first so many requests that it fits, counted from when it is set: to begin in the middle. */
  after: z.number().int().min(0).optional(),
  /** At most so many strikes. */
  times: z.number().int().min(1).optional(),
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
  readonly tenant: string | undefined;
  readonly accountId: string | undefined;
  /** The faults that strike its account alone. */
  readonly own: readonly Fault[];
  /** Path and query. */
  readonly path: string;
}

/** The faults in force. */
export interface Faults {
  /** Replaces all; those that accounts have of their own stay. */
  set(faults: readonly Fault[]): void;
  add(fault: Fault): void;
  /** Ends the fault at this place of the list. */
  removeAt(place: number): void;
  clear(): void;
  list(): Fault[];
  /** The first fault that strikes a request, and what to draw its details from. */
  pick(target: FaultTarget): { fault: Fault; random: Random } | undefined;
  /** All habits that a request meets. */
  listHabits(target: FaultTarget): Fault[];
  /** Where the tenants of a host answer now. */
  findHost(home: string): string;
}

interface ActiveFault {
  readonly fault: Fault;
  readonly endsAt: number;
}

/** How often a fault fitted, and how often it struck. */
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
    // A copy: the same fault set again begins anew.
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
      // By tenant, not by account: an account's id is another one on every run.
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
