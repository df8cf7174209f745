/**
 * Names of prepared statements. PostgreSQL parses and plans a prepared statement once for each connection instead of
 * each time, and for most of our statements that costs more than running them.
 */

/** Bounds the names: texts that differ at each call (lists of values) must not fill the server's memory. */
const namesMax = 400;
const textMax = 8_000;

/** Returns the name of a statement's text; undefined at its first use, and if the statement is not prepared. */
export type NameOf = (text: string) => string | undefined;

/** Names each text from its second use on. One name never stands for two texts. */
export function createStatementNames(): NameOf {
  const seen = new Set<string>();
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (text.length > textMax || names.size >= namesMax) return undefined;
    if (!seen.has(text)) {
      if (seen.size >= 4 * namesMax) seen.clear();
      seen.add(text);
      return undefined;
    }
    seen.delete(text);
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
}
