export * from "./describe-incident.ts";
export * from "./incident.ts";
export * from "./limits.ts";
export * from "./find-causes.ts";
export * from "./believe-refusal.ts";
export * from "./sweeps.ts";
export * from "./inconclusive.ts";
