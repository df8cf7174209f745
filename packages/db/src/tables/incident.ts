import { sql } from "drizzle-orm";
import { check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { IncidentFault } from "@churned/domain/incident";
import { incidentFaults, incidentKinds } from "@churned/domain/incident";
import { id, instant, literal, oneOf } from "./columns.ts";
import { operatorWall } from "./walls.ts";

/** Incidents: many connections fail for one cause that is not the customer's. */
export const incidents = pgTable(
  "incidents",
  {
    id: id(),
    fault: text({ enum: incidentFaults }).notNull(),
    host: text(),
    kind: text({ enum: incidentKinds }).notNull(),
    openedAt: instant().notNull(),
    closedAt: instant(),
    /** How many connections have been members so far. */
    connections: integer().notNull().default(0),
    /** The number of checks that were postponed because of the incident. */
    checksPostponed: integer().notNull().default(0),
    sweptAt: instant("looked_at").notNull(),
    nextSweepAt: instant("next_look_at").notNull(),
    /** The number of successful sweeps in a row. In a sweep, two members of the incident are checked. */
    goodSweeps: integer("good_looks").notNull().default(0),
  },
  (table) => [
    uniqueIndex("incidents_open_cause_uq")
      .on(table.fault, sql`coalesce(${table.host}, '')`)
      .where(sql`${table.closedAt} is null`),
    index("incidents_closed_at_idx").on(table.closedAt),
    check("incidents_fault_ck", sql`${table.fault} in (${oneOf(incidentFaults)})`),
    check("incidents_kind_ck", sql`${table.kind} in (${oneOf(incidentKinds)})`),
    check(
      "incidents_host_ck",
      sql`(${table.fault} = ${literal("ours" satisfies IncidentFault)}) = (${table.host} is null)`,
    ),
    operatorWall("incidents"),
  ],
);
