export * from "./check-claims.ts";
export * from "./check-work.ts";
export * from "./checks.ts";
export { listenForDueChecks } from "./due-checks.ts";
export * from "./open-checks.ts";
export { forgetProbes, writeProbes } from "./probes.ts";
export type { ProbeFinding, ProbeRow } from "./probes.ts";
