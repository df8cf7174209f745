/**
 * Repairs values that PostgreSQL refuses. A text with U+0000, or JSON that escapes U+0000 or half of a surrogate pair,
 * would make the whole transaction fail because of one odd character that somebody typed in Planhat. So every value is
 * repaired when it is sent to PostgreSQL, and no column can forget it. See ADR 0013.
 */
import { repairText } from "@churned/domain/shared";
import { customType } from "drizzle-orm/pg-core";

/** The value as JSON that `jsonb` accepts: characters that it refuses become U+FFFD, also in keys. */
export function writeJson(value: unknown): string {
  // JSON.stringify writes U+0000 and lone surrogates as escapes, but never valid pairs. The pattern matches every
  // escape from its backslash, so that an escaped backslash before "u0000" is not mistaken for one.
  return JSON.stringify(value).replaceAll(
    /\\(?:u(0000|d[89a-f][0-9a-f]{2})|.)/g,
    (escape, odd?: string) => (odd === undefined ? escape : "\uFFFD"),
  );
}

/** A `jsonb` column. Drizzle's own would send characters that `jsonb` refuses. */
export const json = customType<{ data: unknown }>({
  dataType: () => "jsonb",
  toDriver: writeJson,
});

/** Repairs the texts among the values of a statement. Bytes, such as a page, are left unchanged. */
export function repairValues(values: unknown): unknown {
  if (typeof values === "string") return values.includes("\0") ? repairText(values) : values;
  return Array.isArray(values) ? values.map(repairValues) : values;
}
