/** The keys of a table that has at least one row, in the table's order. Types its keys, which `Object.keys` does not. */
export function keysOf<Table extends object>(
  table: Table,
): readonly [keyof Table & string, ...(keyof Table & string)[]] {
  return Object.keys(table) as unknown as readonly [keyof Table & string];
}
