/** How one run's Planhat behaves, drawn from its seed: page size, sort order and refusals. */

import { createHash } from "node:crypto";
import type { Conventions, Fault } from "@churned/planhat-sandbox";

/** A model that Planhat refuses or limits, and how. */
interface Refusal {
  readonly model: (typeof disturbed)[number];
  readonly how:
    | "status"
    | "denied"
    | "refused_sort"
    | "refused_offset"
    | "clamped_offset"
    | "last_page";
}

/** The behaviour of Planhat that a seed gives. */
export interface World {
  /** The maximum number of rows in a page. */
  readonly cap: number;
  readonly isSorting: boolean;
  readonly refusal: Refusal | undefined;
  readonly hasOddText: boolean;
  /** How this Planhat lists archived records. Undefined if no record is archived or restored in this run. */
  readonly archive: Archive | undefined;
}

type Archive = Pick<Conventions, "archivedHidden" | "archivedParameter">;

/** The models whose records change while they are read. */
export const disturbed = ["company", "enduser", "license", "task"] as const;
const refusals = [
  "status",
  "denied",
  "refused_sort",
  "refused_offset",
  "clamped_offset",
  "last_page",
] as const;
const bound = 90;
const hidden = ["endusers", "all"] as const;
const parameters = ["alone", "alone", "all", "ignored", "refused"] as const;

/** A Planhat that behaves as the engine expects: full pages, in order, no refusals. */
export const orderlyWorld: World = {
  cap: Infinity,
  isSorting: true,
  refusal: undefined,
  hasOddText: false,
  archive: undefined,
};

/**
 * Draws a behaviour. A third of the seeds have no limit on page sizes, a quarter are unsorted, a third have a
 * refusal, and half have an archive.
 */
export function drawWorld(seed: string, pageRows: number): World {
  const draw = makeDraw(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)] as T;
  return {
    cap: draw() < 1 / 3 ? Infinity : 1 + Math.floor(draw() * pageRows),
    isSorting: draw() < 3 / 4,
    refusal: draw() < 1 / 3 ? { model: pick(disturbed), how: pick(refusals) } : undefined,
    hasOddText: draw() < 1 / 4,
    archive:
      draw() < 1 / 2
        ? { archivedHidden: pick(hidden), archivedParameter: pick(parameters) }
        : undefined,
  };
}

/** The sandbox faults that produce this behaviour. */
export function listHabits(world: World, tenant: string): Fault[] {
  const { cap, isSorting, refusal, hasOddText } = world;
  return [
    ...(cap === Infinity ? [] : [{ kind: "page_cap", rows: cap, tenant } as const]),
    ...(isSorting ? [] : [{ kind: "ignored_sort", tenant } as const]),
    ...(refusal === undefined
      ? []
      : [makeRefusal(refusal, { tenant, rows: Math.ceil(bound * scaleOf(world)) })]),
    ...(hasOddText ? [{ kind: "odd_text", share: 0.03, tenant } as const] : []),
  ];
}

/** The size factor of a tenant's data. It makes a list of tiny pages take as many calls as a list of large pages. */
export function scaleOf({ cap }: World): number {
  return Math.min(1, cap / 16);
}

function makeRefusal(
  { model, how }: Refusal,
  { tenant, rows }: { readonly tenant: string; readonly rows: number },
): Fault {
  switch (how) {
    case "status":
    case "denied":
    case "refused_sort":
      return { kind: how, model, tenant };
    case "refused_offset":
    case "clamped_offset":
      return { kind: how, rows, model, tenant };
    case "last_page":
      return { kind: "clamped_offset", model, tenant };
  }
}

/** Makes a generator of numbers from 0 to 1. Equal seeds give equal numbers. */
function makeDraw(seed: string): () => number {
  let state = createHash("sha256").update(seed).digest().readInt32LE();
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
