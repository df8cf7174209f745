/** What travels about syncs: schedules, streams, missing records, landed records. */
import { z } from "zod";
import {
  heldDeletesStates,
  policyNames,
  streamStates,
  syncModes,
  syncRequestStates,
  syncStates,
} from "../sync/sync.ts";
import { scheduleMinutes } from "../sync/sync-schedule.ts";
import { Id, Instant, Model } from "./base-schemas.ts";

const minutes = z.int().min(scheduleMinutes.min).max(scheduleMinutes.max);
export const Schedule = z.object({
  incrementalEveryMinutes: minutes.meta({ description: "What changed is fetched this often." }),
  fullEveryMinutes: minutes.meta({ description: "Everything is read this often." }),
  freshWithinMinutes: minutes.meta({ description: "Data is never older than this: the promise." }),
});
export type Schedule = z.infer<typeof Schedule>;

export const Policy = z.object({ name: z.enum(policyNames), isOn: z.boolean() });
export const PolicyBody = Policy.extend({
  changedAt: Instant.nullable().meta({ description: "Null where nobody ever set it." }),
  changedBy: z.string().nullable().meta({ description: "A person's name." }),
});
export type PolicyBody = z.infer<typeof PolicyBody>;

export const Estimate = z.object({
  state: z.enum(["pending", "ready"]),
  asOf: Instant.nullable(),
  records: z.int(),
  isAtLeast: z.boolean().meta({
    description: "Whether there may be more records, and so more calls: some end was not proven.",
  }),
  calls: z.int().meta({
    description:
      "The least that reading it all takes. Proving where lists end, and what changes meanwhile, take more.",
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
  note: z.string().nullable().meta({ description: "Why it is read otherwise than was asked." }),
  isWhole: z.boolean().nullable().meta({
    description:
      "Whether nothing of this model is missing: read to a proven end, without gaps, each record landed. Null until it is over.",
  }),
  fetched: z.int(),
  inserted: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  deleted: z.int(),
  held: z.int().meta({ description: "Missing records that wait for an operator." }),
  skipped: z.int().meta({ description: "Records kept aside because they cannot be landed." }),
  repaired: z.int().meta({ description: "Records landed after a character was replaced." }),
  gaps: z
    .int()
    .meta({ description: "Times that rows between two pages were missed, and read after all." }),
  requests: z.int(),
  bytes: z.int(),
  expected: z.int().nullable(),
  waitingFor: z.string().nullable(),
  waitingUntil: Instant.nullable().meta({ description: "When it is tried again, while it waits." }),
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
      "When the latest pass of everything began that came in order: only such passes find deletes.",
  }),
  streams: z.array(Stream),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  doneAt: Instant.nullable(),
});
export type Sync = z.infer<typeof Sync>;

export const SetAside = z.object({
  model: Model,
  planhatId: z.string().nullable().meta({ description: "Where it could be read." }),
  isRepaired: z.boolean().meta({ description: "True where it landed after a repair." }),
  reason: z.string(),
  content: z.string().meta({
    description: "As it came: its first 2,000 characters. Empty where it was too large to be read.",
  }),
  syncId: Id.meta({ description: "The latest sync that met it." }),
  at: Instant,
});
export type SetAside = z.infer<typeof SetAside>;

export const HeldDeletes = z.object({
  id: Id,
  connectionId: Id,
  connectionName: z.string(),
  tenantName: z.string(),
  state: z.enum(heldDeletesStates),
  question: z.string().meta({ description: "What is asked, with the numbers, in words." }),
  models: z.array(z.object({ model: Model, missing: z.int(), of: z.int() })),
  syncId: Id.meta({ description: "The latest sync that found them missing." }),
  reason: z.string().nullable(),
  createdAt: Instant,
  decidedAt: Instant.nullable(),
});
export type HeldDeletes = z.infer<typeof HeldDeletes>;

export const CustomField = z.object({
  model: Model.meta({ description: "Whose records have it." }),
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
  deleted: z.int().meta({ description: "Tombstones: they are in NDJSON, and not in CSV." }),
});
export type RecordCount = z.infer<typeof RecordCount>;
