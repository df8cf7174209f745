export * from "./limits.ts";
export * from "./password-mails.ts";
