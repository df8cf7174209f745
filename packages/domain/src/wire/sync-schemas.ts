/** The schemas of syncs: schedules, streams, missing records, landed records. */
import { z } from "zod";
import { streamStates, syncModes, syncRequestStates, syncStates } from "../sync/sync.ts";
import { policyNames } from "../sync/policies.ts";
import { heldDeletionsStates } from "../sync/held-deletions.ts";
import { scheduleMinutes } from "../sync/sync-schedule.ts";
import { Id, Instant, Model } from "./base-schemas.ts";

const minutes = z.int().min(scheduleMinutes.min).max(scheduleMinutes.max);
export const Schedule = z.object({
  incrementalEveryMinutes: minutes.meta({ description: "How often changes are read." }),
  fullEveryMinutes: minutes.meta({ description: "How often everything is read." }),
  freshWithinMinutes: minutes.meta({ description: "The promise: data is never older than this." }),
});
export type Schedule = z.infer<typeof Schedule>;

export const Policy = z.object({ name: z.enum(policyNames), isOn: z.boolean() });
export const PolicyBody = Policy.extend({
  changedAt: Instant.nullable().meta({ description: "Null if nobody ever changed it." }),
  changedBy: z.string().nullable().meta({ description: "A person's name." }),
});
export type PolicyBody = z.infer<typeof PolicyBody>;

export const Estimate = z.object({
  state: z.enum(["pending", "ready"]),
  asOf: Instant.nullable(),
  records: z.int(),
  isAtLeast: z.boolean().meta({
    description:
      "True if there may be more records and calls, because the end of a list is not proven.",
  }),
  calls: z.int().meta({
    description:
      "The least number of calls that reads everything. Proving the end of lists and reading changes take more.",
  }),
  minutes: z.number(),
  models: z.array(
    z.object({ model: Model, records: z.int(), isAtLeast: z.boolean(), calls: z.int() }),
  ),
});
export type Estimate = z.infer<typeof Estimate>;

export const SyncRequest = z.object({
  id: Id,
  connectionId: Id,
  connectionName: z.string(),
  tenantName: z.string(),
  state: z.enum(syncRequestStates),
  requestedBy: z.string().nullable(),
  decidedBy: z.string().nullable(),
  reason: z.string().nullable(),
  syncId: Id.nullable(),
  createdAt: Instant,
  decidedAt: Instant.nullable(),
});
export type SyncRequest = z.infer<typeof SyncRequest>;

export const Stream = z.object({
  model: Model,
  state: z.enum(streamStates),
  mode: z.enum(syncModes).meta({ description: "How this model is read." }),
  note: z.string().nullable().meta({
    description: "Why it is not read in the mode that was asked, and which records are not here.",
  }),
  isWhole: z.boolean().nullable().meta({
    description:
      "True if nothing that Planhat lists of this model is missing: it was read to a proven end, in order, archived records too, and each record landed. Null until the stream is over.",
  }),
  fetched: z.int(),
  inserted: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  deleted: z.int(),
  held: z.int().meta({ description: "Missing records that wait for an operator." }),
  skipped: z.int().meta({ description: "Records set aside because they cannot land." }),
  repaired: z.int().meta({ description: "Records landed after a character was replaced." }),
  gaps: z
    .int()
    .meta({ description: "How often rows between two pages were missed, and read afterwards." }),
  requests: z.int(),
  bytes: z.int(),
  expected: z.int().nullable(),
  waitingFor: z.string().nullable(),
  waitingUntil: Instant.nullable().meta({ description: "When a waiting stream is tried again." }),
  startedAt: Instant.nullable(),
  doneAt: Instant.nullable(),
});
export type Stream = z.infer<typeof Stream>;

export const Sync = z.object({
  id: Id,
  connectionId: Id,
  state: z.enum(syncStates),
  mode: z.enum(syncModes),
  reason: z.string().nullable(),
  lastFullAt: Instant.nullable().meta({
    description:
      "When the last full pass began whose records came in order: only such passes find deletes.",
  }),
  streams: z.array(Stream),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  doneAt: Instant.nullable(),
});
export type Sync = z.infer<typeof Sync>;

export const SetAside = z.object({
  model: Model,
  planhatId: z.string().nullable().meta({ description: "Null if it could not be read." }),
  isRepaired: z.boolean().meta({ description: "True if the record landed after a repair." }),
  reason: z.string(),
  content: z.string().meta({
    description:
      "The first 2,000 characters as received. Empty if the record was too large to be read.",
  }),
  syncId: Id.meta({ description: "The latest sync that read it." }),
  at: Instant,
});
export type SetAside = z.infer<typeof SetAside>;

export const HeldDeletions = z.object({
  id: Id,
  connectionId: Id,
  connectionName: z.string(),
  tenantName: z.string(),
  state: z.enum(heldDeletionsStates),
  question: z.string().meta({ description: "The question in words, with the numbers." }),
  models: z.array(z.object({ model: Model, missing: z.int(), of: z.int() })),
  syncId: Id.meta({ description: "The latest sync that found them missing." }),
  reason: z.string().nullable(),
  createdAt: Instant,
  decidedAt: Instant.nullable(),
});
export type HeldDeletions = z.infer<typeof HeldDeletions>;

export const CustomField = z.object({
  model: Model.meta({ description: "The model whose records have it." }),
  name: z.string().meta({ description: "Its key in the record's `custom`." }),
  type: z.string().meta({ description: "As Planhat calls it: `number`, `list`, `rich text` …" }),
  firstSeenAt: Instant,
  changedAt: Instant.meta({ description: "When it was last added, retyped or removed." }),
  removedAt: Instant.nullable().meta({ description: "Null while Planhat has it." }),
});
export type CustomField = z.infer<typeof CustomField>;

export const RecordBody = z.object({
  seq: z.int(),
  model: Model,
  planhatId: z.string(),
  data: z.record(z.string(), z.unknown()).nullable(),
  changedAt: Instant,
  deletedAt: Instant.nullable(),
});
export type RecordBody = z.infer<typeof RecordBody>;

export const RecordCount = z.object({
  model: Model,
  live: z.int(),
  deleted: z
    .int()
    .meta({ description: "Tombstones, which NDJSON exports contain and CSV exports do not." }),
});
export type RecordCount = z.infer<typeof RecordCount>;
