/** Faults that keep an answer well-formed but make its rows wrong. */

import { models } from "@churned/planhat-client/models";
import type { ModelName } from "@churned/planhat-client/models";
import type { Fault } from "../fault-kinds.ts";
import type { Random } from "../world/random.ts";
import type { Answer } from "./reply.ts";

/** A record in an answer. */
export type Row = Record<string, unknown>;

const TIME_FIELDS = ["createdAt", "updatedAt", "lastUpdated"];
const HOUR_MS = 3_600_000;

/** Shifts the offset of a page, so that the page repeats rows of the previous page or skips rows. */
export function shiftPage(
  params: URLSearchParams,
  fault: Fault,
  model: ModelName | undefined,
): URLSearchParams {
  const offset = readPositive(params, "offset");
  if (offset === undefined) return params;
  const shifted = new URLSearchParams(params);
  shifted.set("offset", String(Math.max(0, offset + shiftBy(params, fault, model))));
  return shifted;
}

function shiftBy(params: URLSearchParams, fault: Fault, model: ModelName | undefined): number {
  const rows = fault.rows ?? 1;
  if (fault.kind === "missing_rows") return rows;
  if (fault.kind === "duplicated_rows") return -rows;
  return -(readPositive(params, "limit") ?? (model ? models[model].pageDefault : rows));
}

/** Fills an incomplete page with rows from the beginning of the list, again and again. */
export function fillPage(
  answer: (params: URLSearchParams) => Answer,
  params: URLSearchParams,
  model: ModelName | undefined,
): Answer {
  const page = answer(params);
  const limit = readPositive(params, "limit") ?? (model ? models[model].pageDefault : 0);
  const fromStart = new URLSearchParams(params);
  fromStart.set("offset", "0");
  const again = readRows(answer(fromStart));
  const rows = readRows(page);
  if (page.status !== 200 || again.length === 0 || rows.length >= limit) return page;
  while (rows.length < limit) rows.push(...again.slice(0, limit - rows.length));
  return { ...page, body: JSON.stringify(rows) };
}

function readPositive(params: URLSearchParams, name: string): number | undefined {
  const value = Number(params.get(name));
  return value > 0 ? value : undefined;
}

/** Pads an answer to about this number of bytes. An empty list stays empty. */
export function enlarge(answer: Answer, bytes: number): Answer {
  const rows = countRows(answer);
  if (rows === 0) return answer;
  const padding = "x".repeat(Math.max(0, Math.ceil((bytes - answer.body.length) / rows)));
  return mapRows(answer, (row) => ({ ...row, padding }));
}

/** Shuffles the rows. */
export function shuffleRows(answer: Answer, random: Random): Answer {
  const rows = readRows(answer);
  if (rows.length < 2) return answer;
  const drawn = rows.map((row) => ({ row, place: random.between(0, 1_000_000) }));
  drawn.sort((a, b) => a.place - b.place);
  return { ...answer, body: JSON.stringify(drawn.map(({ row }) => row)) };
}

/** Shifts all times of an answer, as if Planhat's clock were wrong. */
export function skewClock(answer: Answer, nowMs: number, skewMs = HOUR_MS): Answer {
  const skewed = mapRows(answer, (row) => {
    const times = TIME_FIELDS.filter((name) => typeof row[name] === "string").map((name) => [
      name,
      new Date(Date.parse(String(row[name])) + skewMs).toISOString(),
    ]);
    return { ...row, ...Object.fromEntries(times) };
  });
  const date = new Date(nowMs + skewMs).toUTCString();
  return { ...skewed, headers: { ...skewed.headers, date } };
}

/** The rows of an answer that is a list with status 200. Empty for any other answer. */
export function readRows(answer: Answer): Row[] {
  if (answer.status !== 200) return [];
  const parsed: unknown = JSON.parse(answer.body);
  return Array.isArray(parsed) ? (parsed as Row[]) : [];
}

function countRows(answer: Answer): number {
  return answer.body.startsWith("[") ? readRows(answer).length : Number(answer.status === 200);
}

export function mapRows(answer: Answer, change: (row: Row) => Row): Answer {
  if (answer.status !== 200) return answer;
  const parsed = JSON.parse(answer.body) as Row | Row[];
  const changed = Array.isArray(parsed) ? parsed.map(change) : change(parsed);
  return { ...answer, body: JSON.stringify(changed) };
}
