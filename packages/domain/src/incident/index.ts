export * from "./describe-incident.ts";
export * from "./incident.ts";
