/**
 * Repairs values that PostgreSQL refuses: a text with U+0000, or JSON that escapes U+0000 or half of a surrogate pair.
 * Somebody can type such a character in Planhat, and without the repair the whole transaction would fail. Every value
 * is repaired when it is sent to PostgreSQL, so no column can be forgotten. See ADR 0013.
 */
import { repairText } from "@churned/domain/shared";
import { customType } from "drizzle-orm/pg-core";

/** The value as JSON that `jsonb` accepts. U+FFFD replaces the characters that `jsonb` refuses, also in keys. */
export function writeJson(value: unknown): string {
  // JSON.stringify writes U+0000 and lone surrogates as escapes, but never valid pairs. The pattern matches every
  // escape from its first backslash. So the text `\\u0000`, an escaped backslash before "u0000", is not changed.
  return JSON.stringify(value).replaceAll(
    /\\(?:u(0000|d[89a-f][0-9a-f]{2})|.)/g,
    (escape, odd?: string) => (odd === undefined ? escape : "\uFFFD"),
  );
}

/** A `jsonb` column. The column type of drizzle would send characters that `jsonb` refuses. */
export const json = customType<{ data: unknown }>({
  dataType: () => "jsonb",
  toDriver: writeJson,
});

/** Repairs the texts among the values of a statement. Bytes, such as a page, are left unchanged. */
export function repairValues(values: unknown): unknown {
  if (typeof values === "string") return values.includes("\0") ? repairText(values) : values;
  return Array.isArray(values) ? values.map(repairValues) : values;
}
