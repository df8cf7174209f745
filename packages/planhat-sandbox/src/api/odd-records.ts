/** Faults of single records. Each answer is a complete list, but some of its records are hard to store. */
import type { Fault } from "../fault-kinds.ts";
import type { Collection } from "../world/collection.ts";
import type { Answer } from "./reply.ts";
import { mapRows } from "./spoil.ts";

const TEXT_FIELDS = ["name", "subject", "title", "lastName", "product", "action"];
/** Text that databases refuse, text that cutting can break in half, and text with a line break. */
const ODD = `nul \u0000, half a smile \uD83D, a line\n${"👩‍👩‍👧‍👦".repeat(12)}`;

/** Adds U+0000, single surrogates and long emoji to the texts of each record, including its mail address. */
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

/** Replaces each `_id` that ends in 0. The new `_id` has 6,000 characters. */
export function lengthenIds(answer: Answer): Answer {
  return mapRows(answer, (row) => {
    const id = String(row["_id"]);
    return id.endsWith("0") ? { ...row, _id: makeLong(id) } : row;
  });
}

/** Makes a long id without a repeating pattern, so that an index cannot compress it. */
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

/** Adds numbers to each record that JavaScript would round. */
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

/** Pads the first records of a model, sorted by `_id`, to many bytes each. */
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

/** Puts a byte order mark before the body. */
export function markBody(answer: Answer): Answer {
  return { ...answer, body: `\uFEFF${answer.body}` };
}
