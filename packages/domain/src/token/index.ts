export * from "./lifetimes.ts";
