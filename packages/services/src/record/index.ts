export { countRecords, exportRecords, type ExportInput } from "./export-records.ts";
