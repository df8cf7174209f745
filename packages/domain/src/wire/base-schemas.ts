/** What every schema is made of: ids, times, models, pages of lists. */
import { z } from "zod";
import { modelNames, wishes } from "../plan/models.ts";

// Lower case is the database's spelling, and the one that a sealed token is bound to.
export const Id = z.uuid().toLowerCase().meta({ description: "A UUID version 7." });
export const Instant = z.iso
  .datetime()
  .meta({ description: "UTC, ISO 8601.", example: "2026-11-23T14:41:07.120Z" });
export const Model = z.enum(modelNames).meta({ description: "One of Planhat's models, singular." });
export const Plan = z.partialRecord(Model, z.enum(wishes)).meta({
  description: "What is read: each model required, wanted or off. One that is not named is off.",
});

/** A page of a list. `nextCursor` is null at the end. */
export function Page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** The answer of an operation that makes something. */
export const Created = z.object({ id: Id });

/** Why a person does something, in words. */
export const reasonText = z.string().trim().min(1).max(500);
export const Reason = z.object({
  reason: reasonText.meta({ description: "Why, in words; it is written on the timeline." }),
});
export const exampleReason = { reason: "Asked by the customer." };

export const ListQuery = z.object({
  cursor: z
    .string()
    .max(400)
    .optional()
    .meta({ description: "The `nextCursor` of the page before." }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(50)
    .transform((limit) => Math.min(limit, 1000))
    .meta({ description: "At most 1000; more is capped, not refused." }),
});
