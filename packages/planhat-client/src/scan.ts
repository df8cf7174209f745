/**
 * Scans a list while the list changes. Pages are sorted by `_id`, and two consecutive pages overlap by one record. So
 * every record that exists during the whole scan is returned exactly once.
 *
 * Planhat counts by offset. If records before the current page are removed, the next page begins too late. Its first
 * record shows this, because the overlap is missing. Then the scan goes back until it finds a record that it has
 * returned. Records that are added behind the current position are not returned, and no record is returned twice.
 */

import type { PlanhatRecord } from "./parse.ts";

/** Reads the page of at most `pageSize` records at an offset. */
export type ReadPage = (offset: number, pageSize: number) => Promise<PlanhatRecord[]>;

/** Makes the error of a scan that cannot continue. */
type MakeError = (reason: "not_sorted" | "no_progress") => Error;

/**
 * How many consecutive pages may have no new record. After many removals, going back takes about twenty pages.
 * Without this limit, a Planhat that ignores the offset would return the same page for ever.
 */
const IDLE_PAGES_MAX = 50;

/**
 * Scans in the order of `_id`. Every returned page has at least one new record. If the first page is not sorted by
 * `_id`, scans by offset only. If a later page is not sorted, throws the error of `makeError`, because records may be
 * missing. Also throws after 50 pages without a new record.
 */
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
    // There may be records between the last returned record and the first record of this page.
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

/** Scans by offset in any order, and returns each `_id` once. Records that move between pages during the scan may be
 *  missed. Throws the error of `makeError` after 50 pages without a new `_id`. */
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
