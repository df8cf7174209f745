/**
 * Statements that are repeated are prepared: PostgreSQL plans them once for each connection instead of each time,
 * which costs more than most of ours take to run. A statement is prepared by a name of its own, so one name never
 * stands for two texts.
 */
import type { PoolClient } from "pg";

/** Texts that are built anew each time (lists of values) must not fill a server's memory. */
const namesMax = 400;
const textMax = 8_000;

/** Names texts from the second time on. */
export function createStatementNames(): (text: string) => string | undefined {
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

/** Makes a connection prepare what it repeats. Only what has parameters: the rest is sent as plain text. */
export function prepareStatements(
  client: PoolClient,
  nameOf: (text: string) => string | undefined,
): void {
  const query: unknown = Reflect.get(client, "query");
  if (typeof query !== "function") return;
  Reflect.set(client, "query", (config: unknown, values: unknown, ...rest: unknown[]): unknown =>
    Reflect.apply(query, client, [
      Array.isArray(values) && values.length > 0 ? withName(config, nameOf) : config,
      values,
      ...rest,
    ]),
  );
}

function withName(config: unknown, nameOf: (text: string) => string | undefined): unknown {
  if (typeof config !== "object" || config === null || !("text" in config)) return config;
  if (typeof config.text !== "string" || ("name" in config && config.name !== undefined))
    return config;
  const name = nameOf(config.text);
  return name === undefined ? config : { ...config, name };
}
