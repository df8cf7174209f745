/** Reads a value as the type of its field. Undefined means that the value does not have this type. */

import type { FieldType } from "./describe.ts";
import type { Reference } from "./records.ts";

const DAY_MS = 86_400_000;
/** The last millisecond that a `Date` can hold. */
const LAST_MS = 8.64e15;

const readers: Readonly<Record<FieldType, (value: unknown) => unknown>> = {
  text: readText,
  choice: readText,
  number: readNumber,
  flag: readFlag,
  date: readDate,
  days: readDay,
  reference: readReference,
  references: (value) => readList(value, readReference),
  currency: readCurrency,
  texts: (value) => readList(value, readText),
  list: (value) => (Array.isArray(value) ? value : undefined),
  object: (value) => (isObject(value) ? value : undefined),
  any: (value) => value,
};

/** Reads the value as `type`; undefined if the value does not have this type. The caller handles empty values. */
export function readValue(type: FieldType, value: unknown): unknown {
  return readers[type](value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : undefined;
}

function readNumber(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^\s*-?\d+(\.\d+)?\s*$/.test(value)) return undefined;
  return Number(value);
}

function readFlag(value: unknown): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (value === "true") return true;
  return value === "false" ? false : undefined;
}

function readDate(value: unknown): Date | undefined {
  const isMs = typeof value === "number" && Math.abs(value) <= LAST_MS;
  if (isMs) return new Date(value);
  // Only texts that begin like ISO 8601. JavaScript engines differ in which other texts they read as dates.
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}/.test(value)) return undefined;
  const read = new Date(value);
  return Number.isNaN(read.getTime()) ? undefined : read;
}

function readDay(value: unknown): string | undefined {
  const count = readNumber(value);
  const at = count === undefined ? readDate(value) : readDate(Math.floor(count) * DAY_MS);
  return at?.toISOString().slice(0, -14);
}

function readReference(value: unknown): Reference | undefined {
  if (typeof value === "string") return { id: value, name: null };
  if (!isObject(value)) return undefined;
  const id = value["_id"] ?? value["id"];
  if (typeof id !== "string" || id === "") return undefined;
  const name = [value["nickName"], value["name"]].find((given) => typeof given === "string");
  return { id, name: typeof name === "string" ? name : null };
}

function readCurrency(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (!isObject(value)) return undefined;
  const said = [value["code"], value["symbol"], value["_id"]];
  return said.find((part): part is string => typeof part === "string" && part !== "");
}

/**
 * Reads a list, or a text such as `,a,b,`. Empty elements are dropped. If one element cannot be read, the result is
 * undefined.
 */
function readList<T>(
  value: unknown,
  read: (element: unknown) => T | undefined,
): readonly T[] | undefined {
  const elements: unknown = typeof value === "string" ? value.split(",") : value;
  if (!Array.isArray(elements)) return undefined;
  const sent: unknown[] = elements;
  const filled = sent.filter((element) => element !== "" && element !== null);
  const values = filled.flatMap((element) => read(element) ?? []);
  return values.length === filled.length ? values : undefined;
}
