/** The file formats for exporting landed (stored) records. */
export const exportFormats = ["ndjson", "csv"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportMediaTypes = {
  ndjson: "application/x-ndjson",
  csv: "text/csv; charset=utf-8",
} as const satisfies Record<ExportFormat, string>;
