export * from "./read-readiness.ts";
export * from "./report-clock.ts";
