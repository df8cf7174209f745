/** Landed records as they are shown: with every digit that PostgreSQL holds, which JavaScript's numbers would lose. */
import { cutText } from "@churned/domain/shared";
import type { RecordBody } from "./types.ts";

/** A record with its data as text: the numbers in it are not JavaScript's. */
export interface ShownRecord extends Omit<RecordBody, "data"> {
  /** What a person would call it; undefined where it has nothing of the kind. */
  readonly name: string | undefined;
  /** Indented JSON, its beginning where it is long; null where it was deleted. */
  readonly json: string | null;
  readonly isCut: boolean;
}

/** A browser slows down with more in one element. */
const jsonMax = 200_000;
const nameKeys = ["name", "companyName", "title", "subject", "nickName", "email"];

/** False in browsers from before 2025, which round what has more than some 15 digits. */
export const keepsNumbers: boolean = "rawJSON" in JSON;

/** Reads JSON. A number that JavaScript would write otherwise is kept as it stands, for `JSON.stringify` alone. */
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
