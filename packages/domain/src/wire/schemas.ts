/** The zod schemas of the HTTP API. Types have the same names as their schemas. */
import { z } from "zod";
import { connectionStates } from "../connection/connection.ts";
import { incidentFaults } from "../incident/incident.ts";
import { invitationStates } from "../invitation/invitation.ts";
import { roles } from "../shared/actor.ts";
import { languages } from "../shared/language.ts";
import { verdictKinds } from "../verdict/kinds.ts";
import { Id, Instant, Model, Plan } from "./base-schemas.ts";
import { PlanhatIdentity } from "./check-schemas.ts";
import { Schedule } from "./sync-schemas.ts";

export * from "./base-schemas.ts";
export * from "./check-schemas.ts";
export * from "./sync-schemas.ts";

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

export const Connection = z.object({
  id: Id,
  tenantId: Id,
  tenantName: z.string(),
  name: z.string(),
  state: z.enum(connectionStates).meta({ description: "Who must act." }),
  verdict: z.enum(verdictKinds).nullable().meta({ description: "Why." }),
  verdictModels: z.array(Model),
  isRejectionUncertain: z.boolean().meta({
    description: "True if the verdict is a rejection that is not proven: the token is kept.",
  }),
  workedSince: Instant.nullable().meta({
    description: "When a token of this connection first worked; null if none has.",
  }),
  hasData: z.boolean().meta({ description: "True if records of this connection have landed." }),
  candidate: z
    .object({ checkId: Id, verdict: z.enum(verdictKinds).nullable() })
    .nullable()
    .meta({ description: "A newer token that is not in use yet, with its latest check." }),
  incidentId: Id.nullable(),
  inconclusive: z.enum(verdictKinds).nullable().meta({
    description: "The verdict of the last check if it was inconclusive; else null.",
  }),
  host: z
    .string()
    .nullable()
    .meta({ description: "The name of the Planhat host that accepts the token." }),
  lastFour: z
    .string()
    .nullable()
    .meta({ description: "The last four characters of the token in use." }),
  planhat: PlanhatIdentity.nullable().meta({ description: "The Planhat it reads." }),
  companiesAnswer: z
    .object({
      isAll: z.boolean(),
      count: z
        .int()
        .meta({ description: "How many companies were shown when the person answered." }),
      at: Instant,
    })
    .nullable()
    .meta({ description: "A person's answer to whether the shown companies are all there are." }),
  sharedToken: z
    .object({
      connections: z.array(z.object({ id: Id, name: z.string(), tenantName: z.string() })),
    })
    .nullable()
    .meta({ description: "Other connections with the same token. Only operators see this." }),
  retiring: z
    .object({
      lastFour: z.string(),
      since: Instant,
      diesBy: Instant.meta({ description: "When our copy is destroyed at the latest." }),
      stillWorks: z.boolean().nullable().meta({
        description: "Whether Planhat accepted it in the last test; null before the first.",
      }),
    })
    .nullable()
    .meta({ description: "The replaced token, which the customer should remove in Planhat." }),
  lastReplacement: z
    .object({ at: Instant, verdict: z.enum(verdictKinds), checkId: Id })
    .nullable()
    .meta({ description: "The last newer token that was worthless; null again once one works." }),
  checkedAt: Instant.nullable(),
  nextCheckAt: Instant.nullable(),
  freshAt: Instant.nullable().meta({ description: "When the data was last complete." }),
  language: z
    .enum(languages)
    .meta({ description: "The language of mails to the tenant's people." }),
  freshUntil: Instant.nullable().meta({
    description: "When newer data is promised at the latest; null until the first sync.",
  }),
  nextSyncAt: Instant.nullable(),
  schedule: Schedule,
  plan: Plan,
  stateSince: Instant,
  createdAt: Instant,
});
export type Connection = z.infer<typeof Connection>;

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

/** A mail about a connection to the people of its tenant. */
export const ConnectionMail = z.object({
  id: Id,
  at: Instant.meta({ description: "When it was written." }),
  subject: z.string(),
  text: z.string().nullable().meta({ description: "Null if it contains a secret link." }),
  by: z.string().nullable().meta({ description: "Who sent it by hand; null if it is automatic." }),
  to: z.array(
    z.object({
      email: z.string(),
      state: z.enum(["queued", "sent", "failed", "skipped"]),
      at: Instant.meta({ description: "When it was sent, or will be." }),
      reason: z.string().nullable().meta({ description: "Why it was not sent." }),
    }),
  ),
});
export type ConnectionMail = z.infer<typeof ConnectionMail>;

export const IncidentPart = z
  .enum(["failed", "waits"])
  .meta({ description: "The members whose check failed, or the members that only wait." });

export const Incident = z.object({
  id: Id,
  state: z.enum(["open", "closed"]),
  fault: z.enum(incidentFaults).meta({ description: "Whose fault it is: Planhat's, or our own." }),
  host: z.string().nullable().meta({ description: "The failing host; null if the fault is ours." }),
  kind: z.enum(verdictKinds),
  title: z.string(),
  explanation: z.string(),
  openedAt: Instant,
  closedAt: Instant.nullable(),
  connections: z.int().meta({ description: "How many connections were members so far." }),
  checksPostponed: z.int(),
  nextSweepAt: Instant.nullable().meta({
    description: "When two of its connections are checked next; null if it is closed.",
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
    description: "Null if the data is kept, or still being erased.",
  }),
  backupsExpireAt: Instant.meta({
    description: "When the last backup has expired that can contain the destroyed data.",
  }),
  statements: z.array(z.string()).meta({ description: "The receipt in sentences." }),
});
export type Receipt = z.infer<typeof Receipt>;

export const Person = z.object({
  id: Id,
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  tenant: z.object({ id: Id, name: z.string() }).nullable().meta({
    description: "The tenant of a customer; null for operators.",
  }),
  lockedAt: Instant.nullable().meta({ description: "Null if the account is not locked." }),
  createdAt: Instant,
  signIns: z.int().meta({ description: "How many browsers the person is signed in with." }),
});
export type Person = z.infer<typeof Person>;

export const AuditEntry = z.object({
  id: Id,
  at: Instant,
  actor: z.string(),
  action: z.string(),
  tenantId: Id.nullable(),
  subjectId: z.string().nullable(),
  reason: z.string().nullable(),
  address: z.string().nullable().meta({
    description:
      "The network address of the request. Customers see the addresses of their own people.",
  }),
  device: z.string().nullable().meta({ description: "The start of the `User-Agent` header." }),
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

/** The error format of RFC 9457. `code` never changes; `type` links to the page about the error. */
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
