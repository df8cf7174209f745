export * from "./timeline-facts.ts";
export * from "./retention.ts";
