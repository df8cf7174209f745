export * from "./custom-fields.ts";
export * from "./export.ts";
