/**
 * The SQL expression that writes a CSV cell. A text that a spreadsheet would run as a formula gets a leading
 * apostrophe; a number does not. A text with a comma, a quote, a line break, or a space at its start or end is quoted.
 * An empty text is quoted too, because an empty cell means null.
 */
export function writeCsvCell(cell: string): string {
  const isNumber = String.raw`-?\d+(\.\d+)?([eE][+-]?\d+)?`;
  const isPlain = String.raw`[^\s",=+@-]([^",\r\n]*[^\s",])?`;
  return String.raw`case when ${cell} is null then '' when ${cell} ~ '^${isPlain}$' then ${cell} when ${cell} ~ '^${isNumber}$' then ${cell}
    else '"' || case when ${cell} ~ '^[=+@\t\r\n-]' then '''' else '' end || replace(${cell}, '"', '""') || '"' end`;
}
