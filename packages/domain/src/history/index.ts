export * from "./audit.ts";
export * from "./timeline-facts.ts";
export * from "./limits.ts";
