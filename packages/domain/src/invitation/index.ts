export * from "./invitation.ts";
export * from "./limits.ts";
