export * from "./connection.ts";
export * from "./identity.ts";
export * from "./limits.ts";
