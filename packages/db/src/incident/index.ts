export * from "./incident-work.ts";
export * from "./incidents.ts";
