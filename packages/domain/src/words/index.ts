export * from "./mails.ts";
export * from "./paste.ts";
export * from "./plan-changes.ts";
export * from "./receipt.ts";
export * from "./timeline.ts";
export * from "./token-mails.ts";
export * from "./verdict.ts";
export * from "./letters.ts";
