import { AppError } from "@churned/domain/shared";

/** The place where a list continues: the sort key and the id of the last row. Clients must not interpret a cursor. */
export interface Cursor {
  readonly key: string;
  readonly id: string;
}

/** A request for one page of a list. */
export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** A page of a list; `nextCursor` is null at the end. */
export interface PageOf<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * For each order of a list: whether a cursor has the right form. A cursor of one order is invalid for another order.
 */
const fits = {
  id: ({ key, id }: Cursor) => key === "" && uuid.test(id),
  text: ({ key, id }: Cursor) => !key.includes("\0") && uuid.test(id),
  instant: ({ key, id }: Cursor) =>
    /^\d{4}-\d\d-\d\d /.test(key) && !Number.isNaN(Date.parse(key)) && uuid.test(id),
  severity: ({ key, id }: Cursor) =>
    /^\d{1,3} \d{4}-\d\d-\d\d /.test(key) &&
    !Number.isNaN(Date.parse(key.slice(key.indexOf(" ") + 1))) &&
    uuid.test(id),
  model: ({ key, id }: Cursor) => /^[a-z]{1,40}$/.test(key) && /^[\da-f]{64}$/.test(id),
  sequence: ({ key, id }: Cursor) => /^\d{1,15}$/.test(key) && id === "",
} as const;

/**
 * Reads the cursor of a list in this order. Returns undefined for the first page. Throws VALIDATION if we did not issue
 * the cursor.
 */
export function readCursor(text: string | undefined, order: keyof typeof fits): Cursor | undefined {
  if (text === undefined) return undefined;
  const cursor = decode(text);
  if (cursor !== undefined && fits[order](cursor)) return cursor;
  throw new AppError("VALIDATION", "The cursor was not issued by this list.", {
    errors: [{ path: "cursor", message: "Use the nextCursor of the page before." }],
  });
}

function decode(text: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(value)) return undefined;
    const [key, id]: unknown[] = value;
    return typeof key === "string" && typeof id === "string" ? { key, id } : undefined;
  } catch {
    return undefined;
  }
}

/** Encodes a cursor for a URL. */
export function writeCursor({ key, id }: Cursor): string {
  return Buffer.from(JSON.stringify([key, id])).toString("base64url");
}

/**
 * Makes a page of `rows`. The query must ask for one row more than `limit`: the extra row shows that a page follows.
 */
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
    nextCursor: goesOn ? writeCursor({ key, id }) : null,
  };
}

/** Makes a page of `rows` that are sorted by their id alone. */
export function makePageById<Row extends { readonly id: string }>(
  rows: readonly Row[],
  limit: number,
): PageOf<Row> {
  return makePage(
    rows,
    limit,
    ({ id }) => ({ key: "", id }),
    (row) => row,
  );
}
