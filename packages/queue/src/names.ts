import { z } from "zod";

/** All queues, named by the rows that their handlers work on. */
export const queueNames = ["sync", "notify"] as const;

/** One of `queueNames`. */
export type QueueName = (typeof queueNames)[number];

/**
 * The payload of a job: the id of a row, a UUID, and nothing else. Queues store plain text and may outlive rows. An
 * unknown key is refused.
 */
export const JobPayload = z.strictObject({ id: z.uuid() });

/** The payload of a job. */
export type JobPayload = z.infer<typeof JobPayload>;
