export * from "./connection-list.ts";
export {
  type ConnectionView,
  findConnection,
  findConnections,
  hasConnection,
  type SharedWith,
} from "./connection-views.ts";
export * from "./connections.ts";
export * from "./receipts.ts";
