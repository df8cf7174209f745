/**
 * Decodes Planhat's records into typed values. `decode` refuses no record and loses no value. If a value does not
 * have the type of its field, it is reported as an oddity and kept in `rest`. `rest` also has all properties that the
 * registry does not know.
 */

import { readValue } from "./read-value.ts";
import type { FieldType } from "./describe.ts";
import type { RecordOf } from "./records.ts";
import { models } from "./registry.ts";
import type { ModelName } from "./registry.ts";

/**
 * A value that does not have the type of its field. The oddity does not contain the value, because records are the
 * customer's.
 */
export interface Oddity {
  readonly field: string;
  readonly expected: FieldType;
  /** The kind of JSON value that Planhat sent. */
  readonly found: "missing" | "null" | "string" | "number" | "boolean" | "array" | "object";
}

/** The result of `decode`. */
export interface Decoded<M extends ModelName> {
  readonly record: RecordOf<M>;
  /** Properties that the registry does not know, and values with a wrong type, as received. */
  readonly rest: Readonly<Record<string, unknown>>;
  readonly oddities: readonly Oddity[];
}

/**
 * Decodes a record of `model`. `""` becomes null. A reference in either form becomes a `Reference`. A text with
 * commas becomes a list. A date in either form becomes a `Date`. A currency in either form becomes its code. Other
 * spellings of a known name become the known name. Custom fields stay unchanged in `custom`. A record without `_id`
 * gets an empty `_id`, and an oddity.
 */
export function decode<M extends ModelName>(
  model: M,
  record: Readonly<Record<string, unknown>>,
): Decoded<M> {
  const { fields } = models[model];
  const rest = new Map(Object.entries(record));
  const known = new Map<string, unknown>([["_id", ""]]);
  const oddities: Oddity[] = [];
  for (const [name, { type, aliases = [] }] of Object.entries(fields)) {
    const spelling = [name, ...aliases].find((key) => !isEmpty(rest.get(key)));
    const sent = spelling ?? [name, ...aliases].find((key) => rest.has(key));
    const found = sent === undefined ? undefined : rest.get(sent);
    const value = sent === undefined || isEmpty(found) ? null : readValue(type, found);
    if (value === undefined || (name === "_id" && value === null)) {
      oddities.push({ field: name, expected: type, found: describe(found) });
    } else if (sent !== undefined) {
      known.set(name, value);
      rest.delete(sent);
      // If Planhat sends a field under two spellings, the empty value is dropped.
      for (const key of [name, ...aliases]) if (isEmpty(rest.get(key))) rest.delete(key);
    }
  }
  return {
    record: Object.fromEntries(known) as RecordOf<M>,
    // `Object.fromEntries`, not an assignment, because a property may be named `__proto__`.
    rest: Object.fromEntries(rest),
    oddities,
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function describe(value: unknown): Oddity["found"] {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return typeof value as "string" | "number" | "boolean";
  }
  return "object";
}
