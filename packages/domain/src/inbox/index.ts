export * from "./harm.ts";
