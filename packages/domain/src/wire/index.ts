/** The domain's spelling on the wire: HTTP operations, their schemas, events. */
export * from "./download.ts";
export * from "./operation.ts";
export * from "./operation-types.ts";
export * from "./operations.ts";
export * from "./inbox-schemas.ts";
export * from "./routes.ts";
export * from "./schemas.ts";
