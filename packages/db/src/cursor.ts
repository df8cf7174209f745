/** Where a list goes on: the sort key and id of its last row, opaque to whoever carries it. */
export interface Cursor {
  readonly key: string;
  readonly id: string;
}

/** A page asked of a list. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A page of a list; `nextCursor` is null at the end. */
export interface PageOf<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** Reads a cursor; undefined where it is not one of ours, which starts the list over. */
export function readCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(value)) return undefined;
    const [key, id]: unknown[] = value;
    return typeof key === "string" && typeof id === "string" ? { key, id } : undefined;
  } catch {
    return undefined;
  }
}

/** Cuts `rows`, which were asked for with one more than `limit`, into a page. */
export function makePage<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => Cursor,
  present: (row: Row) => T,
): PageOf<T> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const goesOn = rows.length > limit && last !== undefined;
  const { key, id } = goesOn ? cursorOf(last) : { key: "", id: "" };
  return {
    items: shown.map(present),
    nextCursor: goesOn ? Buffer.from(JSON.stringify([key, id])).toString("base64url") : null,
  };
}
