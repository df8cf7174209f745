/**
 * The SQL expression that writes a CSV cell. A text that a spreadsheet would run as a formula gets a leading
 * apostrophe; a number does not. A spreadsheet that separates cells by semicolons or tabs ignores the quotes inside a
 * line. So an apostrophe also goes before a formula that begins after a semicolon, a tab or a line break in the text. A
 * text with a separator, a quote, a line break, or a space at its start or end is quoted. An empty text is quoted too,
 * because an empty cell means null.
 */
export function writeCsvCell(cell: string): string {
  const isNumber = String.raw`-?\d+(\.\d+)?([eE][+-]?\d+)?`;
  const isPlain = String.raw`[^\s",;=+@-]([^",;\t\r\n]*[^\s",;])?`;
  const inside = String.raw`regexp_replace(${cell}, '([;\t\r\n]\s*)([=+@-])', '\1''\2', 'g')`;
  return String.raw`case when ${cell} is null then '' when ${cell} ~ '^${isPlain}$' then ${cell} when ${cell} ~ '^${isNumber}$' then ${cell}
    else '"' || case when ${cell} ~ '^[=+@\t\r\n-]' then '''' else '' end || replace(${inside}, '"', '""') || '"' end`;
}
