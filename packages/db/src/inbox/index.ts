export * from "./inbox-items.ts";
