export * from "./tenants.ts";
export * from "./sign-ins.ts";
