export * from "./lifetimes.ts";
export * from "./passwords.ts";
