export * from "./connection.ts";
export * from "./identity.ts";
