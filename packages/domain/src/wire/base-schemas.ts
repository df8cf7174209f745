/** The basic schemas from which other schemas are built: ids, times, models, pages of lists. */
import { z } from "zod";
import { modelNames, wishes } from "../plan/models.ts";

// PostgreSQL writes UUIDs in lower case. The sealed token is bound to the id in exactly this spelling.
export const Id = z.uuid().toLowerCase().meta({ description: "A UUID version 7." });
export const Instant = z.iso
  .datetime()
  .meta({ description: "UTC, ISO 8601.", example: "2026-11-23T14:41:07.120Z" });
export const Model = z.enum(modelNames).meta({ description: "One of Planhat's models, singular." });
export const Plan = z.partialRecord(Model, z.enum(wishes)).meta({
  description: "Each model is required, wanted or off. A model that is not named is off.",
});

/** A page of a list. `nextCursor` is null on the last page. */
export function Page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** The answer of an operation that creates something. */
export const Created = z.object({ id: Id });

/** The reason for which a person does something, in words. */
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
    .meta({ description: "The `nextCursor` of the previous page." }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .default(50)
    .transform((limit) => Math.min(limit, 1000))
    .meta({ description: "At most 1000; a larger value is lowered to 1000." }),
});
