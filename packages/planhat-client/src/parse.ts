/** Parses bodies and checks their shape. Throws `UnexpectedBody` for a body of another shape. */

import { UnexpectedBody } from "./answer.ts";
import { judgeArrayBytes } from "./body.ts";

/** A Planhat record as received, with every property, including custom fields. */
export type PlanhatRecord = Record<string, unknown>;

/** Parses a list of records. */
export function parseRecords(bytes: Uint8Array): PlanhatRecord[] {
  const parsed = parseJson(bytes);
  if (!Array.isArray(parsed)) throw new UnexpectedBody("not_an_array");
  const rows: unknown[] = parsed;
  if (!rows.every(isRecord)) throw new UnexpectedBody("not_an_object");
  return rows;
}

/** Parses one record. */
export function parseRecord(bytes: Uint8Array): PlanhatRecord {
  const parsed = parseJson(bytes);
  if (!isRecord(parsed)) throw new UnexpectedBody("not_an_object");
  return parsed;
}

/** Returns the bytes if their first and last characters are those of a JSON array. */
export function checkArrayBytes(bytes: Uint8Array): Uint8Array {
  const judged = judgeArrayBytes(bytes);
  if (judged !== "array") throw new UnexpectedBody(judged);
  return bytes;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    // readBody() has removed a byte order mark at the beginning. A second byte order mark would not be valid JSON.
    return JSON.parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
  } catch {
    throw new UnexpectedBody(judgeArrayBytes(bytes) === "truncated" ? "truncated" : "not_json");
  }
}

function isRecord(value: unknown): value is PlanhatRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
