/**
 * What PostgreSQL refuses does not reach it. A text with U+0000, or JSON that escapes U+0000 or half of a surrogate
 * pair, would fail the whole transaction for one odd character that somebody typed in Planhat. So each value is repaired
 * where it leaves for PostgreSQL: no column can forget it. See ADR 0013.
 */
import { repairText } from "@churned/domain/shared";
import { customType } from "drizzle-orm/pg-core";

/** The value as JSON that `jsonb` takes: U+FFFD for what it refuses, in keys too. */
export function writeJson(value: unknown): string {
  // JSON.stringify writes U+0000 and lone surrogates as escapes, pairs never. Each escape is read from its backslash.
  return JSON.stringify(value).replaceAll(
    /\\(?:u(0000|d[89a-f][0-9a-f]{2})|.)/g,
    (escape, odd?: string) => (odd === undefined ? escape : "\uFFFD"),
  );
}

/** A `jsonb` column. drizzle's own would send what `jsonb` refuses. */
export const json = customType<{ data: unknown }>({
  dataType: () => "jsonb",
  toDriver: writeJson,
});

/** Repairs the texts among the values of a statement. Bytes, as of a page, are not touched. */
export function repairValues(values: unknown): unknown {
  if (typeof values === "string") return values.includes("\0") ? repairText(values) : values;
  return Array.isArray(values) ? values.map(repairValues) : values;
}
