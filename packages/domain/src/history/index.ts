export * from "./timeline-facts.ts";
