/**
 * What PostgreSQL refuses does not reach it. A text with U+0000, or JSON that escapes U+0000 or half of a surrogate
 * pair, would fail the whole transaction for one odd character that somebody typed in Planhat. So each value is repaired
 * where it leaves for PostgreSQL: no column can forget it. See ADR 0013.
 */
import { repairText } from "@churned/domain/shared";
import { customType } from "drizzle-orm/pg-core";
import type { PoolClient } from "pg";

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

/** Makes a connection repair the texts among the values of its statements. Bytes, as of a page, go as they are. */
export function repairValues(client: PoolClient): void {
  const query: unknown = Reflect.get(client, "query");
  if (typeof query !== "function") return;
  Reflect.set(client, "query", (config: unknown, values: unknown, ...rest: unknown[]): unknown =>
    Reflect.apply(query, client, [config, repair(values), ...rest]),
  );
}

function repair(value: unknown): unknown {
  if (typeof value === "string") return value.includes("\0") ? repairText(value) : value;
  return Array.isArray(value) ? value.map(repair) : value;
}
