import type { ApiKeyScope } from "../api-key/api-key.ts";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";
import { type OperationName, routes } from "./routes.ts";

/** The scope that an API key needs for an operation; undefined if no key may call the operation. */
export function keyScopeOf(name: OperationName): ApiKeyScope | undefined {
  const operation: Operation = operations[name];
  if (operation.isForPeople === true) return undefined;
  if (operation.streams !== undefined) return "export";
  return routes[name].method === "GET" ? "read" : "write";
}
