export * from "./describe-incident.ts";
export * from "./incident.ts";
export * from "./limits.ts";
