export * from "./connection-mails.ts";
export * from "./notifications.ts";
