/**
 * Habits: faults that change how a Planhat answers every list. It may have smaller pages, its own order, or no rows
 * beyond an offset.
 */

import { models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import type { Fault } from "../fault-kinds.ts";
import { refuse } from "./reply.ts";
import type { Answer } from "./reply.ts";
import { readRows } from "./spoil.ts";

type Ask = (params: URLSearchParams) => Answer;

const ROWS = 100;
const BYTES = 100_000;
const timeFields = /^-?(updatedAt|lastUpdated)$/;

/** Answers a list request like a Planhat with these habits. */
export function answerWithHabits(
  habits: readonly Fault[],
  model: ModelName | undefined,
  given: URLSearchParams,
  answer: Ask,
): Answer {
  if (habits.length === 0 || model === undefined) return answer(given);
  const params = new URLSearchParams(given);
  const limit = Number(params.get("limit") ?? models[model].pageDefault);
  const offset = Number(params.get("offset") ?? 0);
  for (const { kind, rows = ROWS } of habits) {
    if (kind === "refused_sort" && params.has("sort")) return refuse(400, "sort is not allowed");
    if (kind === "refused_offset" && offset > rows) return refuse(400, "offset is too large");
    if (kind === "refused_time_sort" && timeFields.test(params.get("sort") ?? ""))
      return refuse(400, "sort is not allowed");
    if (kind === "ended_early" && offset > rows) return { status: 200, body: "[]" };
    if (kind === "ignored_sort") params.delete("sort");
    if (kind === "page_cap") params.set("limit", String(Math.min(limit, rows)));
  }
  const clamp = habits.find(({ kind }) => kind === "clamped_offset");
  if (clamp?.rows !== undefined) params.set("offset", String(Math.min(offset, clamp.rows)));
  const bytes = habits.find(({ kind }) => kind === "byte_cap");
  const whole = answer(params);
  const page = bytes === undefined ? whole : cutAt(bytes.bytes ?? BYTES, whole);
  return clamp === undefined || offset === 0 || page.body !== "[]"
    ? page
    : answerLastPage(params, answer);
}

/** The first rows of a page. Together they have at most `most` bytes, but at least one row is returned. */
function cutAt(most: number, page: Answer): Answer {
  let bytes = 0;
  const rows = readRows(page);
  const at = rows.findIndex((row, n) => (bytes += JSON.stringify(row).length) > most && n > 0);
  return at < 0 ? page : { ...page, body: JSON.stringify(rows.slice(0, at)) };
}

/** The last page that is not empty, found by binary search. */
function answerLastPage(params: URLSearchParams, answer: Ask): Answer {
  const at = (offset: number): Answer => {
    const moved = new URLSearchParams(params);
    moved.set("offset", String(offset));
    return answer(moved);
  };
  const limit = Number(params.get("limit"));
  let [pages, none] = [0, Math.ceil(Number(params.get("offset")) / limit)];
  while (pages + 1 < none) {
    const middle = Math.floor((pages + none) / 2);
    if (at(middle * limit).body === "[]") none = middle;
    else pages = middle;
  }
  return at(pages * limit);
}
