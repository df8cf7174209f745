export { pauseConnection, resumeConnection } from "./change-connection.ts";
export { createConnection } from "./create-connection.ts";
export {
  disconnectConnection,
  eraseDisconnectedData,
  getReceipt,
} from "./disconnect-connection.ts";
export { setPlan } from "./set-plan.ts";
