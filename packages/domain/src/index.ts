/** What a connection is and what may happen to it: pure, browser-safe, without zod. Its spelling on the wire is `/wire`. */
export * from "./actor.ts";
export * from "./budget.ts";
export * from "./check.ts";
export * from "./connection.ts";
export * from "./errors.ts";
export * from "./harm.ts";
export * from "./identity.ts";
export * from "./language.ts";
export * from "./models.ts";
export * from "./schedule.ts";
export * from "./sync.ts";
export * from "./timeline.ts";
export * from "./verdict/derive.ts";
export * from "./verdict/explain/explain.ts";
export * from "./verdict/explain/letters.ts";
export * from "./verdict/gaps.ts";
export * from "./verdict/kinds.ts";
