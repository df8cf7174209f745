export * from "./people.ts";
export * from "./tenants.ts";
export * from "./sign-ins.ts";
export * from "./passwords.ts";
