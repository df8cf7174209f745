/**
 * Names of prepared statements. PostgreSQL parses and plans a prepared statement once for each connection, and not at
 * each call. For most of our statements, parsing and planning cost more than running.
 */

/**
 * These limits bound the number and the length of named texts. Texts that differ at each call (lists of values) must
 * not fill the server's memory.
 */
const namesMax = 400;
const textMax = 8_000;

/**
 * Returns the name of a statement's text. Undefined at the first use of the text, and if the statement is not prepared.
 */
export type NameOf = (text: string) => string | undefined;

/** Gives each text a name from its second use on. A name never belongs to two texts. */
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
