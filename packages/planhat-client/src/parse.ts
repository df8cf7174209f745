/** From a body's bytes to a call's result, each shape checked. What is not JSON of that shape is `UnexpectedBody`. */

import { UnexpectedBody } from "./answer.ts";
import { judgeArrayBytes } from "./body.ts";

/** A Planhat record as it came: every property kept, custom fields included. */
export type PlanhatRecord = Record<string, unknown>;

/** A list's records. */
export function parseRecords(bytes: Uint8Array): PlanhatRecord[] {
  const parsed = parseJson(bytes);
  if (!Array.isArray(parsed)) throw new UnexpectedBody("not_an_array");
  const rows: unknown[] = parsed;
  if (!rows.every(isRecord)) throw new UnexpectedBody("not_an_object");
  return rows;
}

/** One record. */
export function parseRecord(bytes: Uint8Array): PlanhatRecord {
  const parsed = parseJson(bytes);
  if (!isRecord(parsed)) throw new UnexpectedBody("not_an_object");
  return parsed;
}

/** The bytes themselves, a JSON array by their first and last character. */
export function checkArrayBytes(bytes: Uint8Array): Uint8Array {
  const judged = judgeArrayBytes(bytes);
  if (judged !== "array") throw new UnexpectedBody(judged);
  return bytes;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    // The mark that may begin a body is gone: another one is none of JSON.
    return JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  } catch {
    throw new UnexpectedBody(judgeArrayBytes(bytes) === "truncated" ? "truncated" : "not_json");
  }
}

function isRecord(value: unknown): value is PlanhatRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
