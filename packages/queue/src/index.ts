export type { OnQueueError, QueueErrorContext, QueueLocation } from "./backend.ts";
export { emptyQueues } from "./empty.ts";
export { createHints, type Hints, type QueueCounts } from "./hints.ts";
export type { QueueHealth } from "./inspect-redis.ts";
export { migrateQueue } from "./migrate.ts";
export { queueNames, type QueueName } from "./names.ts";
export { startWorkers, type HandledHint, type HintHandler, type Workers } from "./workers.ts";
