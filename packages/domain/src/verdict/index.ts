export * from "./answers.ts";
export * from "./derive.ts";
export * from "./evidence.ts";
export * from "./gap-detail.ts";
export * from "./gaps.ts";
export * from "./kinds.ts";
export * from "./verdict.ts";
export * from "./verdict-detail.ts";
