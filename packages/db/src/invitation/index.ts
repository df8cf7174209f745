export * from "./invitations.ts";
