export type { Log, ServiceContext } from "./context.ts";
export { type PausePoint, pausePoints } from "./pause-points.ts";
export { createPageRoom } from "./page-room.ts";
export {
  BudgetSpentError,
  type Deliver,
  type Message,
  type WorkerContext,
} from "./worker-context.ts";
