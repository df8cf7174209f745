/** Reads a list from a simulated Planhat, in the same way as a sync does. */
import type { LandedPage, Paging } from "@churned/db/sync";
import { mayBeWhole, nextStepById } from "../sync/next-step-by-id.ts";
import { nothingLanded as nothing } from "./landed-page.ts";

const beginning = {
  lastId: null as string | null,
  lastAt: null as Date | null,
  newest: null as Date | null,
  isOrdered: true,
  stepBack: 0,
  expected: null as number | null,
  fetched: 0,
  paging: {} as Paging,
};
export const idOf = (n: number): string => String(n).padStart(6, "0");
export const idsUpTo = (size: number): string[] => Array.from({ length: size }, (_, n) => idOf(n));
/** Shuffles ids. The order is the same on each run. */
const scatter = (ids: readonly string[]): string[] =>
  ids.toSorted((a, b) => ((Number(a) * 7_919) % 1_009) - ((Number(b) * 7_919) % 1_009));

/**
 * A change of Planhat's rows between two pages: the removed ids, the added ids, and the number of rows by which the
 * next offset is wrong.
 */
export type Change = { remove: number[]; add: number[]; shift: number };

/** A simulated Planhat that returns at most `cap` rows in a page. */
export interface Planhat {
  ids: string[];
  readonly cap: number;
  readonly limit: number;
  readonly isSorting: boolean;
  readonly changes: readonly Change[];
  /** If a request has a larger offset, Planhat uses this offset instead. */
  readonly clampAt?: number;
  /** From this call on, every answer is an empty list. */
  readonly emptyFrom?: number;
  /** From this call on, every page has one row. */
  readonly fallsAt?: number;
}

/** The result of a pass. */
export interface Pass {
  readonly isWhole: boolean;
  readonly seen: ReadonlySet<string>;
  /** The rows that existed during the whole pass. */
  readonly always: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
  readonly calls: number;
  readonly counted: number;
  readonly paging: Paging;
  /** The greatest number of steps in a row without progress. */
  readonly attempts: number;
}

/** Reads the whole list in the order of ids. Gives up after too many steps without progress. */
export function readById(
  planhat: Planhat,
  before: {
    readonly paging?: Paging;
    readonly expected?: number | null;
    readonly landed?: readonly string[];
  } = {},
): Pass {
  const { paging = {}, expected = null } = before;
  const landed = new Set(before.landed);
  const always = new Set(planhat.ids);
  const seen = new Set<string>();
  const absent = new Set<string>();
  let stream = { ...beginning, paging, expected };
  let [offset, counted, attempt, attempts] = [0, 0, 0, 0];
  for (let calls = 0; ; calls += 1) {
    if (calls > 2_000) throw new Error("It does not end.");
    const { remove, add, shift } = planhat.changes[calls] ?? { remove: [], add: [], shift: 0 };
    const removed = new Set(remove.map(idOf));
    for (const id of removed) always.delete(id);
    const kept = [...new Set([...planhat.ids.filter((id) => !removed.has(id)), ...add.map(idOf)])];
    planhat.ids = planhat.isSorting ? kept.toSorted() : scatter(kept);
    const { limit, cap, clampAt = Infinity, emptyFrom = Infinity, fallsAt = Infinity } = planhat;
    const from = Math.min(clampAt, offset === 0 ? 0 : Math.max(0, offset + shift));
    const rows = planhat.ids.slice(
      from,
      from + (calls < emptyFrom ? Math.min(calls < fallsAt ? cap : 1, limit) : 0),
    );
    const [firstId = null, lastId = null] = [rows.toSorted()[0], rows.toSorted().at(-1)];
    const isOrdered = rows.every((id, n) => n === 0 || id >= (rows[n - 1] ?? ""));
    const after = stream.lastId ?? "";
    const isCandidate = mayBeWhole(stream, { offset, limit }) && !isOrdered;
    const proves = isCandidate || (isOrdered && (offset === 0 || (firstId ?? "") <= after));
    const missing = [...landed].filter(
      (id) => proves && id > after && (isCandidate || id <= (lastId ?? "")) && !rows.includes(id),
    );
    for (const id of missing) absent.add(id);
    for (const id of rows) absent.delete(id);
    const page: LandedPage = {
      ...nothing,
      fetched: rows.length,
      newlySeen: rows.filter((id) => id > after).length,
      inserted: rows.filter((id) => !landed.has(id)).length,
      absent: missing.length,
      firstId,
      lastId,
      tailId: rows.at(-1) ?? null,
      isOrdered,
      hasAfter: rows.includes(after),
      hasMoreLanded: [...landed].some((id) => id > (lastId ?? "") && !absent.has(id)),
    };
    for (const id of rows) [seen, landed].forEach((set) => set.add(id));
    const step = nextStepById(stream, page, { offset, limit });
    counted += step.newlySeen;
    attempt = step.progress === "advanced" ? 0 : attempt + (step.progress === "none" ? 1 : 0);
    attempts = Math.max(attempts, attempt);
    const isInOrder = stream.isOrdered && isOrdered;
    if (step.isDone && step.isOrdered && isInOrder)
      for (const id of landed) if (id > (step.lastId ?? "")) absent.add(id);
    const whole = {
      seen,
      always,
      absent,
      counted,
      attempts,
      calls: calls + 1,
      paging: step.paging,
    };
    if (step.isDone) return { ...whole, isWhole: step.isOrdered };
    if (attempt > 20) return { ...whole, isWhole: false };
    stream = { ...stream, ...step, fetched: stream.fetched + step.newlySeen };
    offset = step.nextOffset;
  }
}
