/**
 * A walk through a list that changes under it. Pages are sorted by `_id` and overlap by a record: every record that
 * was there throughout is given exactly once. Planhat counts by offset, so where records before the walk were removed
 * the next page begins too late, which its first record shows; then the walk goes back until it meets a record it
 * knows. Records added behind the walk are not given, and none is given twice.
 */

import type { PlanhatRecord } from "./parse.ts";

/** Reads one page at an offset; at most `pageSize` records. */
export type ReadPage = (offset: number, pageSize: number) => Promise<PlanhatRecord[]>;

/** Makes the error of a walk that cannot go on. */
type MakeError = (reason: "not_sorted" | "no_progress") => Error;

/** So many pages in a row may hold no new record: going back over many removals takes about twenty. A Planhat that does
 *  not keep to the offset would give the same pages without end. */
const IDLE_PAGES_MAX = 50;

/** Walks by `_id`. Every page given holds at least one record that no page before it held.
 *  When the first page is not sorted by `_id`, it goes on by offset alone; when a later one is not, it throws what
 *  `makeError` makes, for then nobody knows what is missing. So it does after 50 pages without a new record. */
export async function* scanById(
  readPage: ReadPage,
  pageSize: number,
  makeError: MakeError,
): AsyncGenerator<PlanhatRecord[], void, void> {
  let last = "";
  let offset = 0;
  let stepBack = 1;
  for (let idlePages = 0; ; idlePages += 1) {
    if (idlePages === IDLE_PAGES_MAX) throw makeError("no_progress");
    const rows = await readPage(offset, pageSize);
    const first = readId(rows[0]);
    const order = judgeOrder(rows);
    if (order === "unsorted") {
      if (last !== "") throw makeError("not_sorted");
      return yield* scanByOffset(readPage, pageSize, makeError);
    }
    // It is not known what lies between the last record given and the first one here.
    if (offset > 0 && (first === undefined || first > last)) {
      offset = Math.max(0, offset - stepBack);
      stepBack = Math.min(stepBack * 2, pageSize);
      continue;
    }
    stepBack = 1;
    const from = last;
    const freshAt = rows.findIndex((row) => (readId(row) ?? "") > from);
    const isLastPage = rows.length < pageSize;
    offset += rows.length - 1;
    if (freshAt >= 0) {
      idlePages = 0;
      last = readId(rows.at(-1)) ?? last;
      const fresh = rows.slice(freshAt);
      yield order === "repeated" ? dropRepeats(fresh) : fresh;
    }
    if (isLastPage) return;
  }
}

/** Walks by offset in whatever order the pages come, each record once by its `_id`. Records that move between pages
 *  during the walk may be missed. Throws what `makeError` makes after 50 pages without a new `_id`. */
export async function* scanByOffset(
  readPage: ReadPage,
  pageSize: number,
  makeError: MakeError,
): AsyncGenerator<PlanhatRecord[], void, void> {
  const given = new Set<string>();
  let idlePages = 0;
  for (let offset = 0; ; offset += pageSize) {
    if (idlePages === IDLE_PAGES_MAX) throw makeError("no_progress");
    const rows = await readPage(offset, pageSize);
    const known = given.size;
    const fresh = rows.filter((row) => {
      const id = readId(row);
      if (id === undefined) return true;
      if (given.has(id)) return false;
      given.add(id);
      return true;
    });
    idlePages = given.size > known ? 0 : idlePages + 1;
    if (fresh.length > 0) yield fresh;
    if (rows.length < pageSize) return;
  }
}

function readId(row: PlanhatRecord | undefined): string | undefined {
  const id = row?.["_id"];
  return typeof id === "string" && id !== "" ? id : undefined;
}

function judgeOrder(rows: readonly PlanhatRecord[]): "sorted" | "repeated" | "unsorted" {
  let before = "";
  let hasRepeats = false;
  for (const row of rows) {
    const id = row["_id"];
    if (typeof id !== "string" || id === "" || id < before) return "unsorted";
    if (id === before) hasRepeats = true;
    before = id;
  }
  return hasRepeats ? "repeated" : "sorted";
}

function dropRepeats(sorted: PlanhatRecord[]): PlanhatRecord[] {
  return sorted.filter((row, at) => at === 0 || row["_id"] !== sorted[at - 1]?.["_id"]);
}
