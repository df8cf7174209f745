/** The figures of all connections together, for charts. */
import { z } from "zod";
import { seriesRangeNames } from "../series/ranges.ts";
import { verdictKinds } from "../verdict/kinds.ts";
import { Instant } from "./base-schemas.ts";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";

const Count = z.int().min(0);
const Milliseconds = z.int().min(0);

const SaveFigures = z.object({
  saves: Count.meta({ description: "Saves that ended with a verdict." }),
  medianMs: Milliseconds.nullable().meta({
    description: "The median time from Save to verdict, to about a tenth; null without a Save.",
  }),
  p95Ms: Milliseconds.nullable().meta({
    description: "The time that 95 % of the Saves did not exceed, to about a tenth.",
  }),
});

const PeriodFigures = SaveFigures.extend({
  checks: z
    .partialRecord(z.enum(verdictKinds), Count)
    .meta({ description: "Checks that ended in the period, by verdict." }),
  records: Count.meta({
    description: "New and changed records of the streams that ended in the period.",
  }),
  calls: Count.nullable().meta({
    description:
      "Calls to Planhat of the checks and streams that ended in the period; null if forgotten.",
  }),
  freshness: z.object({ within: Count, near: Count, past: Count }).nullable().meta({
    description:
      "Connections that keep the promise of fresh data, soon break it, and broke it, as last measured in the period; null if no worker ran.",
  }),
  oldestWaitMs: Milliseconds.nullable().meta({
    description:
      "The longest measured time for which due work waited for a worker; null if none ran.",
  }),
});

export const Series = z.object({
  range: z.enum(seriesRangeNames),
  periodMs: z.int().meta({ description: "The length of a period." }),
  keptAt: Instant.nullable().meta({ description: "When a worker last counted; null if never." }),
  whole: SaveFigures,
  periods: z.array(z.object({ at: Instant, figures: PeriodFigures.nullable() })).meta({
    description:
      "Oldest first. The last period is not over. `figures` is null where nothing was kept.",
  }),
});
export type Series = z.infer<typeof Series>;
export type SeriesPeriod = Series["periods"][number];

export const seriesOperations = {
  getSeries: {
    summary: "Figures of all connections together over time",
    access: ["operator"],
    query: z.object({
      range: z
        .enum(seriesRangeNames)
        .default("day")
        .meta({ description: "The time until now that the periods cover." }),
    }),
    status: 200,
    response: Series,
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
