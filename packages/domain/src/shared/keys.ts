/**
 * The keys of a table that has at least one row, in the order of the table. Unlike `Object.keys`, it returns typed
 * keys.
 */
export function keysOf<Table extends object>(
  table: Table,
): readonly [keyof Table & string, ...(keyof Table & string)[]] {
  return Object.keys(table) as unknown as readonly [keyof Table & string];
}
