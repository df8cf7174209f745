/** Records as texts, so that one that landed is found again among those that were true. */

/** What a record may have been that landed so: with its times `skewMs` ahead, and with odd text in it or not. */
export function spellAll(landed: unknown, skewMs: number): string[] {
  return [landed, ...withoutOddText(landed)].flatMap((data) => [
    spell(data),
    spell(turnBack(data, skewMs)),
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

/** What a record is without the text that the sandbox adds and the landing repairs; it may have had custom fields or not. */
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

/** A value as a text that does not depend on the order of properties. */
export function spell(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
