export * from "./actor.ts";
export * from "./errors.ts";
export * from "./language.ts";
export * from "./text.ts";
export * from "./transitions.ts";
export * from "./retry-delay.ts";
export * from "./keys.ts";
