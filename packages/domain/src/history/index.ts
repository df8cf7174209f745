export * from "./timeline-facts.ts";
export * from "./limits.ts";
