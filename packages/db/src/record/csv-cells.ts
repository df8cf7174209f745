/** How a cell of a CSV file is written, in SQL. */

/**
 * The SQL expression of a CSV cell. A text that a spreadsheet would run as a formula gets a leading apostrophe; numbers
 * do not. Texts with a comma, a quote, a line break, or a space at an end are quoted. Empty texts are quoted too,
 * because null is an empty cell.
 */
export function writeCsvCell(cell: string): string {
  const isNumber = String.raw`-?\d+(\.\d+)?([eE][+-]?\d+)?`;
  const isPlain = String.raw`[^\s",=+@-]([^",\r\n]*[^\s",])?`;
  return String.raw`case when ${cell} is null then '' when ${cell} ~ '^(${isNumber}|${isPlain})$' then ${cell}
    else '"' || case when ${cell} ~ '^[=+@\t\r\n-]' then '''' else '' end || replace(${cell}, '"', '""') || '"' end`;
}
