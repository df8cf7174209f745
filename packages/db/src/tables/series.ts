import { sql } from "drizzle-orm";
import { bigint, check, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { type SaveTimes, type SeriesStep, seriesStepNames } from "@churned/domain/series";
import type { VerdictKind } from "@churned/domain/verdict";
import { json } from "./repair-values.ts";
import { instant, oneOf } from "./columns.ts";
import { operatorWall } from "./walls.ts";

/**
 * Figures of all connections together, one row for each period. The worker counts a period from the rows of checks and
 * streams that ended in it. The last columns are measured, so they are null for periods in which no worker ran.
 */
export const series = pgTable(
  "series",
  {
    step: text({ enum: seriesStepNames }).$type<SeriesStep>().notNull(),
    at: instant().notNull(),
    /** The number of checks, by verdict. */
    checks: json().$type<Partial<Record<VerdictKind, number>>>().notNull(),
    /** The histogram of the times from Save to verdict. */
    saveTimes: json().$type<SaveTimes>().notNull(),
    /** New and changed records of streams. */
    records: bigint({ mode: "number" }).notNull(),
    /** Calls to Planhat of checks and streams; null if the evidence of the checks was already deleted. */
    calls: bigint({ mode: "number" }),
    keptAt: instant().notNull(),
    /** Connections with data, by their promise of fresh data: kept, at risk, broken. The last measurement counts. */
    within: integer(),
    near: integer(),
    past: integer(),
    /** How long the oldest due work had waited. The longest measured wait counts. */
    oldestWaitMs: bigint({ mode: "number" }),
  },
  (table) => [
    primaryKey({ name: "series_pk", columns: [table.step, table.at] }),
    check("series_step_ck", sql`${table.step} in (${oneOf(seriesStepNames)})`),
    operatorWall("series"),
  ],
);
