/** Faults of single records: each answer is a whole list of records, some of which are hard to keep. */
import type { Fault } from "../fault-kinds.ts";
import type { Collection } from "../world/collection.ts";
import type { Answer } from "./reply.ts";
import { mapRows } from "./spoil.ts";

const TEXT_FIELDS = ["name", "subject", "title", "lastName", "product", "action"];
/** What databases refuse, what a cut halves, and what breaks lines. */
const ODD = `nul \u0000, half a smile \uD83D, a line\n${"👩‍👩‍👧‍👦".repeat(12)}`;

/** U+0000, lone surrogates and long emoji in the texts of each record, its mail address among them. */
export function addOddText(answer: Answer): Answer {
  return mapRows(answer, (row) => {
    const texts = TEXT_FIELDS.filter((name) => typeof row[name] === "string");
    const custom = typeof row["custom"] === "object" ? row["custom"] : {};
    const mail = row["email"];
    return {
      ...row,
      ...Object.fromEntries(texts.map((name) => [name, `${String(row[name])} ${ODD}`])),
      ...(typeof mail === "string" ? { email: `${mail}\u0000\uD83D` } : {}),
      custom: { ...custom, "Odd\u0000 text": ODD },
    };
  });
}

/** Records whose `_id` ends in 0 have one of 6,000 characters. */
export function lengthenIds(answer: Answer): Answer {
  return mapRows(answer, (row) => {
    const id = String(row["_id"]);
    return id.endsWith("0") ? { ...row, _id: makeLong(id) } : row;
  });
}

/** Without a pattern that an index could make short. */
function makeLong(id: string): string {
  let text = id;
  for (
    let at = Number.parseInt(id.slice(-6), 16);
    text.length < 6_000;
    at = (at * 48_271) % 2_147_483_647
  )
    text += at.toString(36);
  return text.slice(0, 6_000);
}

/** Numbers that JavaScript rounds, in each record. */
export function addBigNumbers(answer: Answer): Answer {
  const numbers = { Exact: "9007199254740993", Vast: "1e400", Fine: "0.12345678901234567890" };
  const marked = Object.fromEntries(
    Object.entries(numbers).map(([name, number]) => [name, `number:${number}`]),
  );
  const { body, ...rest } = mapRows(answer, (row) => {
    const custom = typeof row["custom"] === "object" ? row["custom"] : {};
    return { ...row, custom: { ...custom, ...marked } };
  });
  return { ...rest, body: body.replaceAll(/"number:([^"]+)"/g, "$1") };
}

/** The first records of a model by `_id` with so many bytes each, wherever they are asked for whole. */
export function enlargeRecords(
  answer: Answer,
  collection: Collection,
  { rows = 2, bytes = 16_000_000 }: Fault,
): Answer {
  const first = collection.list({
    offset: 0,
    limit: rows,
    sort: { field: "_id", isDescending: false },
    select: ["_id"],
    companyIds: undefined,
  });
  const ids = new Set((JSON.parse(first) as { _id: string }[]).map(({ _id }) => _id));
  const padding = "x".repeat(bytes);
  return mapRows(answer, (row) => (ids.has(String(row["_id"])) ? { ...row, padding } : row));
}

/** The body after a byte order mark. */
export function markBody(answer: Answer): Answer {
  return { ...answer, body: `\uFEFF${answer.body}` };
}
