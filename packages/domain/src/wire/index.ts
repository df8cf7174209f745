/** The HTTP form of the domain: operations, their schemas, and events. */
export { ApiKey } from "./api-key-operations.ts";
export * from "./download.ts";
export * from "./key-scope.ts";
export * from "./operation.ts";
export * from "./operation-types.ts";
export * from "./operations.ts";
export * from "./inbox-schemas.ts";
export * from "./routes.ts";
export * from "./schemas.ts";
export * from "./series-operations.ts";
