export * from "./series.ts";
export * from "./measure-now.ts";
