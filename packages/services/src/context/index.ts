export type { Log, ServiceContext } from "./context.ts";
export { type PausePoint, pausePoints } from "./pause-points.ts";
export { createPageMemory } from "./page-memory.ts";
export {
  BudgetSpentError,
  type Deliver,
  type Message,
  type WorkerContext,
} from "./worker-context.ts";
