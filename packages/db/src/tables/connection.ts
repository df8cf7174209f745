import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  date,
  foreignKey,
  index,
  integer,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Accepted, ConnectionState, PlanhatIdentity } from "@churned/domain/connection";
import { connectionStates, troubledStates } from "@churned/domain/connection";
import type { ModelName, Plan } from "@churned/domain/plan";
import { json } from "./repair-values.ts";
import {
  freshWithinMinutes,
  fullEveryMinutes,
  incrementalEveryMinutes,
} from "@churned/domain/sync";
import { verdictKinds } from "@churned/domain/verdict";
import { createdAt, id, instant, literal, oneOf } from "./columns.ts";
import { incidents } from "./incident.ts";
import { apiInserts, tenantWall } from "./walls.ts";
import { tenants } from "./tenant.ts";

/** A tenant's link to one Planhat. */
export const connections = pgTable(
  "connections",
  {
    id: id(),
    tenantId: uuid()
      .notNull()
      .references(() => tenants.id, { onDelete: "cascade" }),
    name: text().notNull(),
    state: text({ enum: connectionStates }).notNull().default("awaiting_token"),
    stateSince: createdAt(),
    verdict: text({ enum: verdictKinds }),
    verdictModels: text()
      .array()
      .$type<ModelName[]>()
      .notNull()
      .default(sql`'{}'`),
    /** The verdict's detail; see `Verdict`. */
    verdictDetail: text(),
    host: text(),
    plan: json().$type<Plan>().notNull(),
    /** The Planhat that the active token showed in its last check. */
    planhat: json().$type<PlanhatIdentity>(),
    /** The findings that a person confirmed. */
    accepted: json().$type<Accepted>().notNull().default({}),
    /** The latest change sequence of this connection's records. */
    lastSeq: bigint({ mode: "number" }).notNull().default(0),
    /**
     * The fencing token of syncs. Each claim of a slice (a few pages of a sync) raises it, and only the latest claim
     * may commit pages.
     */
    epoch: bigint({ mode: "number" }).notNull().default(0),
    failuresInARow: integer().notNull().default(0),
    /**
     * How many checks in a row, of any token, were inconclusive or failed. A greater number makes the wait for the next
     * check longer.
     */
    attemptsInARow: integer().notNull().default(0),
    checkedAt: instant(),
    nextCheckAt: instant(),
    freshAt: instant(),
    /**
     * The models that could not be read when a sync last tried, and since when. Only required models make the
     * connection need someone.
     */
    unreadModels: text()
      .array()
      .$type<ModelName[]>()
      .notNull()
      .default(sql`'{}'`),
    unreadSince: instant(),
    /**
     * Syncs start automatically after the first sync is approved: the next sync at this time, later syncs at these
     * intervals.
     */
    nextSyncAt: instant(),
    incrementalEveryMinutes: integer().notNull().default(incrementalEveryMinutes),
    fullEveryMinutes: integer().notNull().default(fullEveryMinutes),
    /** The promise to the customer: data is never older than this. */
    freshWithinMinutes: integer().notNull().default(freshWithinMinutes),
    /** When operators were told that the promise is at risk; null if it is not at risk. */
    lateSaidAt: instant(),
    /** The check of a newer token that did not work while an older token was in use. Cleared when a token works. */
    lastReplacementCheckId: uuid(),
    /**
     * The verdict of the last check if it was inconclusive, with the host of the check and since when; otherwise null.
     */
    inconclusive: text("doubt", { enum: verdictKinds }),
    inconclusiveHost: text("doubt_host"),
    inconclusiveSince: instant("doubt_since"),
    /** When Planhat last gave a check or a sync a conclusive answer. */
    answeredAt: instant(),
    /**
     * The UTC day of the last automatic check, and the number of automatic checks on that day. The number is limited.
     */
    checksOn: date(),
    checksThatDay: integer().notNull().default(0),
    incidentId: uuid().references(() => incidents.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    disconnectedAt: instant(),
  },
  (table) => [
    unique("connections_tenant_id_id_uq").on(table.tenantId, table.id),
    index("connections_name_idx").on(table.name, table.id),
    index("connections_checked_at_idx").on(
      sql`coalesce(${table.checkedAt}, 'epoch'::timestamptz)`,
      table.id,
    ),
    index("connections_created_at_idx").on(table.createdAt, table.id),
    index("connections_state_idx").on(table.state, table.name, table.id),
    index("connections_verdict_idx").on(table.verdict, table.name, table.id),
    index("connections_next_check_at_idx")
      .on(table.nextCheckAt)
      .where(sql`${table.nextCheckAt} is not null`),
    index("connections_troubled_idx")
      .on(table.stateSince)
      .where(sql`${table.state} in (${oneOf(troubledStates)})`),
    index("connections_next_sync_at_idx")
      .on(table.nextSyncAt)
      .where(sql`${table.nextSyncAt} is not null`),
    index("connections_unread_since_idx")
      .on(table.unreadSince)
      .where(sql`${table.unreadSince} is not null`),
    check(
      "connections_intervals_ck",
      sql`${table.incrementalEveryMinutes} > 0 and ${table.fullEveryMinutes} > 0 and ${table.freshWithinMinutes} > 0`,
    ),
    index("connections_doubt_idx")
      .on(table.inconclusiveHost, table.checkedAt)
      .where(sql`${table.inconclusive} is not null`),
    index("connections_answered_at_idx").on(table.answeredAt),
    index("connections_incident_id_idx")
      .on(table.incidentId, table.checkedAt)
      .where(sql`${table.incidentId} is not null`),
    // This index serves the list of an incident's members, sorted by name.
    index("connections_incident_id_name_idx")
      .on(table.incidentId, table.name, table.id)
      .where(sql`${table.incidentId} is not null`),
    check("connections_doubt_ck", sql`${table.inconclusive} in (${oneOf(verdictKinds)})`),
    check(
      "connections_doubt_since_ck",
      sql`(${table.inconclusive} is null) = (${table.inconclusiveSince} is null)`,
    ),
    check("connections_state_ck", sql`${table.state} in (${oneOf(connectionStates)})`),
    check("connections_verdict_ck", sql`${table.verdict} in (${oneOf(verdictKinds)})`),
    check("connections_plan_ck", sql`jsonb_typeof(${table.plan}) = 'object'`),
    check(
      "connections_identity_ck",
      sql`jsonb_typeof(${table.planhat}) = 'object' and jsonb_typeof(${table.accepted}) = 'object'`,
    ),
    check(
      "connections_disconnected_ck",
      sql`(${table.state} = ${literal("disconnected" satisfies ConnectionState)}) = (${table.disconnectedAt} is not null)`,
    ),
    tenantWall("connections", { guest: "theConnection" }),
    apiInserts(
      "connections",
      "state = 'awaiting_token' and num_nonnulls(verdict, verdict_detail, host, planhat, checked_at, fresh_at, doubt, answered_at, incident_id) = 0 and accepted = '{}' and last_seq = 0",
    ),
  ],
);

export const credentialSlots = ["candidate", "active", "retiring"] as const;
type CredentialSlot = (typeof credentialSlots)[number];

/**
 * The versions of a connection's token, sealed so that only the worker can open them. The slot says how a credential is
 * used: `candidate` (saved and not proven), `active` (in use) or `retiring` (replaced). A credential without a slot is
 * destroyed: its sealed token is deleted.
 */
export const credentials = pgTable(
  "credentials",
  {
    /** The id that the client created when it sealed the token. It is unique, which makes Save idempotent. */
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    slot: text({ enum: credentialSlots }),
    keyId: text().notNull(),
    /** `enc.ciphertext`, base64url. The API's role may write this column but not read it. */
    sealed: text(),
    /** SHA-256 of `sealed`. It shows whether a Save is a repetition, without reading `sealed`. */
    sealedHash: text().notNull(),
    /** Keyed hash (HMAC) of the token. The worker computes it when a check opens the token. */
    fingerprint: text(),
    lastFour: text(),
    createdAt: createdAt(),
    promotedAt: instant(),
    retiredAt: instant(),
    /** When a retiring token is tested next. */
    nextProofAt: instant(),
    /** When Planhat last accepted the retiring token. */
    stillWorkedAt: instant(),
    destroyedAt: instant(),
  },
  (table) => [
    unique("credentials_connection_id_id_uq").on(table.connectionId, table.id),
    foreignKey({
      name: "credentials_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    uniqueIndex("credentials_connection_id_slot_uq")
      .on(table.connectionId, table.slot)
      .where(sql`${table.slot} in (${oneOf(["candidate", "active"] satisfies CredentialSlot[])})`),
    index("credentials_next_proof_at_idx")
      .on(table.nextProofAt)
      .where(sql`${table.slot} = ${literal("retiring" satisfies CredentialSlot)}`),
    index("credentials_candidate_idx")
      .on(table.connectionId)
      .where(sql`${table.slot} = ${literal("candidate" satisfies CredentialSlot)}`),
    index("credentials_fingerprint_idx").on(table.fingerprint),
    check("credentials_slot_ck", sql`${table.slot} in (${oneOf(credentialSlots)})`),
    check(
      "credentials_destroyed_ck",
      sql`(${table.slot} is null) = (${table.destroyedAt} is not null) and (${table.slot} is null) = (${table.sealed} is null)`,
    ),
    tenantWall("credentials", { guest: "ofConnection" }),
  ],
);
