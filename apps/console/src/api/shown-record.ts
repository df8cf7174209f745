/**
 * Prepares stored records for display, with every digit that PostgreSQL stores. JavaScript's numbers would round long
 * numbers.
 */
import { cutText } from "@churned/domain/shared";
import type { RecordBody } from "./types.ts";

/** A record with its data as text, because JavaScript's numbers cannot hold all its numbers exactly. */
export interface ShownRecord extends Omit<RecordBody, "data"> {
  /** The record's name; undefined if it has none. */
  readonly name: string | undefined;
  /** Indented JSON, cut if it is long. Null if the record was deleted. */
  readonly json: string | null;
  readonly isCut: boolean;
}

/** More text in one element makes the browser slow. */
const jsonMax = 200_000;
const nameKeys = ["name", "companyName", "title", "subject", "nickName", "email"];

/** False in browsers from before 2025. They round numbers with more than about 15 digits. */
export const keepsNumbers: boolean = "rawJSON" in JSON;

/** Parses JSON. A number that JavaScript would change is kept as its text. `JSON.stringify` can write the result. */
export function parseExactly(text: string): unknown {
  const raw: unknown = Reflect.get(JSON, "rawJSON");
  if (typeof raw !== "function") return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { readonly source?: string }) =>
    typeof value === "number" && context?.source !== undefined && context.source !== String(value)
      ? Reflect.apply(raw, JSON, [context.source])
      : value,
  );
}

export function showRecord({ data, ...record }: RecordBody): ShownRecord {
  const json = data === null ? null : JSON.stringify(data, null, 2);
  return {
    ...record,
    name: nameOf(data),
    json: json === null ? null : cutText(json, jsonMax),
    isCut: (json?.length ?? 0) > jsonMax,
  };
}

function nameOf(data: RecordBody["data"]): string | undefined {
  for (const key of nameKeys) {
    const value = data?.[key];
    if (typeof value === "string" && value.trim() !== "") return value;
  }
  return undefined;
}
