export * from "./custom-fields.ts";
export * from "./export.ts";
export * from "./set-aside.ts";
export * from "./limits.ts";
