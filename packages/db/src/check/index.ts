export * from "./check-claims.ts";
export * from "./check-work.ts";
export * from "./checks.ts";
