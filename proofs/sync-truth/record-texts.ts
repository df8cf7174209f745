/** Writes records as text, so that a stored record can be found among the true states. */

/**
 * All true states that the product may have stored as this record: with and without times that are `skewMs` ahead, and
 * with and without odd text.
 */
export function listRecordTexts(landed: unknown, skewMs: number): string[] {
  return [landed, ...withoutOddText(landed)].flatMap((data) => [
    writeRecord(data),
    writeRecord(turnBack(data, skewMs)),
  ]);
}

const times = new Set(["createdAt", "updatedAt", "lastUpdated"]);

function turnBack(data: unknown, byMs: number): unknown {
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]: [string, unknown]) =>
      times.has(name) && typeof value === "string"
        ? [name, new Date(Date.parse(value) - byMs).toISOString()]
        : [name, value],
    ),
  );
}

const oddName = "Odd\uFFFD text";

/**
 * The record without the odd text that the sandbox added and the product repaired. The original record may have had
 * custom fields or none.
 */
function withoutOddText(data: unknown): unknown[] {
  if (typeof data !== "object" || data === null || !("custom" in data)) return [];
  const { custom, ...rest } = data;
  if (typeof custom !== "object" || custom === null || !(oddName in custom)) return [];
  const { [oddName]: odd, ...kept } = custom;
  const bare = Object.fromEntries(
    Object.entries(rest).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === "string"
        ? value.replace(` ${String(odd)}`, "").replace(/\uFFFD\uFFFD$/, "")
        : value,
    ]),
  );
  return [{ ...bare, custom: kept }, ...(Object.keys(kept).length === 0 ? [bare] : [])];
}

/** A value as text that does not depend on the order of properties. */
export function writeRecord(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
