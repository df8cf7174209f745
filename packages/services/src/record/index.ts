export { countRecords, exportRecords, type ExportInput } from "./export-records.ts";
export { listCsvColumns } from "./csv-columns.ts";
