/** The columns of a model's CSV file: first the fields of the client's registry, then the custom fields. */
import type { ExportColumn } from "@churned/db/record";
import type { ModelName } from "@churned/domain/plan";
import { models } from "@churned/planhat-client/models";

export interface CsvColumn extends ExportColumn {
  readonly header: string;
}

/**
 * Fields that are not columns. `_id` is written as `planhatId`, `__v` is only a version of the document, and `custom`
 * is split into one column for each custom field.
 */
const leftOut = new Set(["_id", "__v", "custom"]);

export function listCsvColumns(model: ModelName, customFields: readonly string[]): CsvColumn[] {
  const fields = Object.entries(models[model].fields)
    .filter(([name]) => !leftOut.has(name))
    .map(([name, { aliases = [] }]) => ({
      header: name,
      keys: [name, ...aliases],
      in: "record" as const,
    }));
  const custom = customFields.map((name) => ({
    header: `custom.${name}`,
    keys: [name],
    in: "custom" as const,
  }));
  return [...fields, ...custom];
}

/** The header line. It starts with a byte order mark, because Excel only reads a file with this mark as UTF-8. */
export function writeCsvHeader(columns: readonly CsvColumn[]): string {
  const names = ["seq", "planhatId", ...columns.map(({ header }) => header)];
  return `\uFEFF${names.map(quoteName).join(",")}\r\n`;
}

/**
 * Quotes the name of a column if CSV requires it, and protects it like a cell: see csv-cells.ts of `db`. No name starts
 * with a formula: our names are words, and the names of custom fields begin with `custom.`.
 */
function quoteName(text: string): string {
  const safe = text.replaceAll(/([;\t\r\n]\s*)([=+@-])/g, "$1'$2");
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
