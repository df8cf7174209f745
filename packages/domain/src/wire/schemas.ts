/** What travels over HTTP, as zod schemas. Types share the schemas' names. */
import { z } from "zod";
import { checkStates, checkTriggers } from "../check.ts";
import { connectionStates } from "../connection.ts";
import { invitationStates } from "../invitation.ts";
import { languages } from "../language.ts";
import { incidentFaults } from "../incident.ts";
import { modelNames } from "../models.ts";
import { confidences, probeOutcomes, verdictKinds } from "../verdict/kinds.ts";
import {
  heldDeletesStates,
  policyNames,
  streamStates,
  syncModes,
  syncRequestStates,
  syncStates,
} from "../sync.ts";

// Lower case is the database's spelling, and the one that a sealed token is bound to.
export const Id = z.uuid().toLowerCase().meta({ description: "A UUID version 7." });
export const Instant = z.iso
  .datetime()
  .meta({ description: "UTC, ISO 8601.", example: "2026-11-23T14:41:07.120Z" });
export const Model = z.enum(modelNames).meta({ description: "One of Planhat's models, singular." });

/** A page of a list. `nextCursor` is null at the end. */
export function Page<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

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

export const Me = z.object({
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  role: z.enum(["customer", "operator"]),
  tenants: z.array(z.object({ id: Id, name: z.string() })),
});
export type Me = z.infer<typeof Me>;

export const SealingKey = z.object({
  keyId: z.string(),
  publicKey: z.string().meta({ description: "P-256, uncompressed, base64url." }),
});
export type SealingKey = z.infer<typeof SealingKey>;

export const VerdictBody = z.object({
  kind: z.enum(verdictKinds),
  title: z.string().meta({ description: "The answer in one sentence." }),
  explanation: z.string(),
  remedy: z.array(z.string()).meta({ description: "What to do, step by step." }),
  audience: z.enum(["customer", "operator", "nobody"]).meta({ description: "Who must act." }),
  models: z.array(Model),
});
export type VerdictBody = z.infer<typeof VerdictBody>;

export const PlanhatIdentity = z
  .object({
    companies: z.int().nullable(),
    companyNames: z.array(z.string()).meta({ description: "Of the three oldest companies." }),
    mailDomains: z
      .array(z.string())
      .meta({ description: "The users' mail domains, the most common first." }),
    seenAt: Instant,
  })
  .meta({ description: "Which Planhat it is, as a person would recognise it." });
export type PlanhatIdentity = z.infer<typeof PlanhatIdentity>;
const minutes = z.int().min(5).max(43_200);
export const Schedule = z.object({
  incrementalEveryMinutes: minutes.meta({ description: "What changed is fetched this often." }),
  fullEveryMinutes: minutes.meta({ description: "Everything is read this often." }),
  freshWithinMinutes: minutes.meta({ description: "Data is never older than this: the promise." }),
});
export type Schedule = z.infer<typeof Schedule>;

export const Policy = z.object({ name: z.enum(policyNames), isOn: z.boolean() });

export const Connection = z.object({
  id: Id,
  tenantId: Id,
  tenantName: z.string(),
  name: z.string(),
  state: z.enum(connectionStates).meta({ description: "Who must act." }),
  verdict: z.enum(verdictKinds).nullable().meta({ description: "Why." }),
  verdictModels: z.array(Model),
  candidate: z
    .object({ checkId: Id, verdict: z.enum(verdictKinds).nullable() })
    .nullable()
    .meta({ description: "A newer token that is not in use yet, with its latest check." }),
  incidentId: Id.nullable(),
  host: z
    .string()
    .nullable()
    .meta({ description: "The name of the Planhat host that accepts the token." }),
  lastFour: z
    .string()
    .nullable()
    .meta({ description: "The last four characters of the token in use." }),
  planhat: PlanhatIdentity.nullable().meta({ description: "The Planhat it reads." }),
  sharedToken: z
    .object({
      connections: z.array(z.object({ id: Id, name: z.string(), tenantName: z.string() })),
    })
    .nullable()
    .meta({ description: "Other connections with the same token. Operators alone see it." }),
  retiring: z
    .object({
      lastFour: z.string(),
      since: Instant,
      diesBy: Instant.meta({ description: "When our copy is destroyed, whatever Planhat says." }),
      stillWorks: z
        .boolean()
        .nullable()
        .meta({ description: "True where Planhat accepted it when last asked; null before that." }),
    })
    .nullable()
    .meta({ description: "The token before this one: it should be removed in Planhat." }),
  lastReplacement: z
    .object({ at: Instant, verdict: z.enum(verdictKinds), checkId: Id })
    .nullable()
    .meta({ description: "A newer token that was worthless; until the next one works." }),
  checkedAt: Instant.nullable(),
  nextCheckAt: Instant.nullable(),
  freshAt: Instant.nullable().meta({ description: "When the data was last complete." }),
  language: z.enum(languages).meta({ description: "In which its people are written to." }),
  freshUntil: Instant.nullable().meta({
    description: "By when newer data is promised; null until the first sync.",
  }),
  nextSyncAt: Instant.nullable(),
  schedule: Schedule,
  stateSince: Instant,
  createdAt: Instant,
});
export type Connection = z.infer<typeof Connection>;

export const Probe = z.object({
  model: Model,
  outcome: z.enum(probeOutcomes),
  status: z.int().nullable().meta({ description: "Planhat's HTTP status; null where none came." }),
  durationMs: z.int(),
  detail: z
    .string()
    .nullable()
    .meta({ description: "What is missing, where only a part is shown." }),
});
export type Probe = z.infer<typeof Probe>;

export const CheckRequest = z
  .object({
    at: Instant,
    host: z.string(),
    method: z.string(),
    path: z.string(),
    status: z.int().nullable(),
    durationMs: z.int(),
    attempt: z.int().meta({ description: "1 for a call's first." }),
    answer: z.string().meta({ description: "`ok`, or what went wrong." }),
  })
  .meta({ description: "One attempt that was sent to Planhat, scrubbed." });
export type CheckRequest = z.infer<typeof CheckRequest>;

export const Check = z.object({
  id: Id,
  connectionId: Id,
  state: z.enum(checkStates),
  trigger: z.enum(checkTriggers),
  verdict: VerdictBody.nullable(),
  supersededBy: Id.nullable(),
  host: z.string().nullable(),
  models: z.array(Model).meta({ description: "The models this check probes." }),
  probes: z.array(Probe),
  confidence: z
    .enum(confidences)
    .nullable()
    .meta({ description: "Whether nothing else fits what was seen." }),
  planhat: PlanhatIdentity.nullable().meta({ description: "The Planhat that the token reads." }),
  attempt: z.int(),
  attempts: z
    .array(z.object({ at: Instant, reason: z.string(), waitMs: z.int() }))
    .meta({ description: "What was tried again, why, and after what wait." }),
  requests: z
    .array(CheckRequest)
    .meta({ description: "What was sent to Planhat; kept for 30 days, and empty in lists." }),
  createdAt: Instant,
  doneAt: Instant.nullable(),
});
export type Check = z.infer<typeof Check>;

export const Estimate = z.object({
  state: z.enum(["pending", "ready"]),
  asOf: Instant.nullable(),
  records: z.int(),
  calls: z.int(),
  minutes: z.number(),
  models: z.array(z.object({ model: Model, records: z.int(), calls: z.int() })),
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
  fetched: z.int(),
  inserted: z.int(),
  updated: z.int(),
  unchanged: z.int(),
  deleted: z.int(),
  held: z.int().meta({ description: "Missing records that wait for an operator." }),
  skipped: z.int(),
  gaps: z
    .int()
    .meta({ description: "Times that rows between two pages were missed, and read after all." }),
  requests: z.int(),
  bytes: z.int(),
  expected: z.int().nullable(),
  waitingFor: z.string().nullable(),
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
    description: "When the latest pass of everything began: only such passes find deletes.",
  }),
  streams: z.array(Stream),
  createdAt: Instant,
  startedAt: Instant.nullable(),
  doneAt: Instant.nullable(),
});
export type Sync = z.infer<typeof Sync>;

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

export const RecordBody = z.object({
  seq: z.int(),
  model: Model,
  planhatId: z.string(),
  data: z.record(z.string(), z.unknown()).nullable(),
  changedAt: Instant,
  deletedAt: Instant.nullable(),
});
export type RecordBody = z.infer<typeof RecordBody>;

export const TimelineEntry = z.object({
  id: Id,
  at: Instant,
  kind: z.string(),
  title: z.string(),
  detail: z.string(),
  tone: z.enum(["ok", "busy", "warn", "bad", "idle"]),
  actor: z.string().meta({ description: "A person's name, or the part of the system that acted." }),
  checkId: Id.nullable(),
  syncId: Id.nullable(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;

export const Incident = z.object({
  id: Id,
  state: z.enum(["open", "closed"]),
  fault: z.enum(incidentFaults).meta({ description: "Whose: Planhat's, or our own." }),
  host: z.string().nullable().meta({ description: "The failing host; null where all fail." }),
  kind: z.enum(verdictKinds),
  title: z.string(),
  explanation: z.string(),
  openedAt: Instant,
  closedAt: Instant.nullable(),
  connections: z.int().meta({ description: "How many were part of it so far." }),
  checksPostponed: z.int(),
  nextLookAt: Instant.nullable().meta({
    description: "When its connections are looked at next; null when it is closed.",
  }),
});
export type Incident = z.infer<typeof Incident>;
export const Invitation = z.object({
  id: Id,
  email: z.string(),
  state: z.enum(invitationStates),
  createdAt: Instant,
  expiresAt: Instant,
  endedAt: Instant.nullable(),
});
export type Invitation = z.infer<typeof Invitation>;

export const Receipt = z.object({
  connectionId: Id,
  name: z.string(),
  disconnectedAt: Instant,
  by: z.string().meta({ description: "A person's name, or Churned." }),
  tokensDestroyed: z.array(z.object({ lastFour: z.string().nullable(), at: Instant })),
  data: z.enum(["kept", "erased"]),
  records: z.int().meta({ description: "How many records had landed." }),
  recordsErased: z.int(),
  erasedAt: Instant.nullable().meta({
    description: "Null where data is kept or still being erased.",
  }),
  backupsExpireAt: Instant.meta({
    description: "When the last backup that can hold what is gone has expired.",
  }),
  statements: z.array(z.string()).meta({ description: "The receipt in sentences." }),
});
export type Receipt = z.infer<typeof Receipt>;

export const AuditEntry = z.object({
  id: Id,
  at: Instant,
  actor: z.string(),
  action: z.string(),
  tenantId: Id.nullable(),
  subjectId: z.string().nullable(),
  reason: z.string().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const SealedToken = z
  .object({
    keyId: z.string().min(1).max(64),
    credentialId: Id,
    enc: z.string().regex(/^[\w-]{1,200}$/),
    ciphertext: z.string().regex(/^[\w-]{1,16384}$/),
  })
  .meta({ description: "A token sealed in the browser; see docs/architecture.md." });
export type SealedToken = z.infer<typeof SealedToken>;

/** RFC 9457. `code` is stable; `type` links to its page. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  requestId: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })),
});
export type Problem = z.infer<typeof Problem>;
