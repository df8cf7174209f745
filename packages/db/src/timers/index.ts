export * from "./due-times.ts";
