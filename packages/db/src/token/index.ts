export * from "./credentials.ts";
export * from "./destroy-credentials.ts";
export * from "./rotate-credentials.ts";
