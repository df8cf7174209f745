import { z } from "zod";

/** All queues, by what their handler looks at: a check, a sync, a notification. */
export const queueNames = ["check", "sync", "notify"] as const;

/** One of `queueNames`. */
export type QueueName = (typeof queueNames)[number];

/**
 * All that a job carries: the id of the row to look at, a UUID. Queues keep clear text and outlive rows,
 * so nothing else may ride along; an unknown key is refused rather than passed on.
 */
export const JobPayload = z.strictObject({ id: z.uuid() });

/** What a job carries. */
export type JobPayload = z.infer<typeof JobPayload>;
