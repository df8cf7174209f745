export * from "./custom-fields.ts";
export * from "./record-counts.ts";
export * from "./record-export.ts";
export * from "./records.ts";
