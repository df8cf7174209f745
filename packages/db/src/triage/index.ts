export * from "./triage.ts";
