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
import { tenantWall } from "./walls.ts";
import { tenants } from "./tenant.ts";

/** A tenant's link to one Planhat tenant. */
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
    /** What exactly was seen, as the verdict of a check has it. */
    verdictDetail: text(),
    host: text(),
    plan: json().$type<Plan>().notNull(),
    /** Which Planhat it reads, as the token in use showed it last. */
    planhat: json().$type<PlanhatIdentity>(),
    /** What a person said yes to. */
    accepted: json().$type<Accepted>().notNull().default({}),
    /** The latest change sequence given out to this connection's records. */
    lastSeq: bigint({ mode: "number" }).notNull().default(0),
    /** The fence of syncs: whoever claims a slice raises it, and only its holder may commit pages. */
    epoch: bigint({ mode: "number" }).notNull().default(0),
    failuresInARow: integer().notNull().default(0),
    /** Checks in a row, of whatever token, that decided nothing or were bad: it stretches the time to the next. */
    attemptsInARow: integer().notNull().default(0),
    checkedAt: instant(),
    nextCheckAt: instant(),
    freshAt: instant(),
    /** Models that the last sync to look at them could not read, and since when; nobody needs those that are not required. */
    unreadModels: text()
      .array()
      .$type<ModelName[]>()
      .notNull()
      .default(sql`'{}'`),
    unreadSince: instant(),
    /** Once the first sync was approved, syncs begin by themselves: then, and at these intervals. */
    nextSyncAt: instant(),
    incrementalEveryMinutes: integer().notNull().default(incrementalEveryMinutes),
    fullEveryMinutes: integer().notNull().default(fullEveryMinutes),
    /** The promise: data is never older than this. */
    freshWithinMinutes: integer().notNull().default(freshWithinMinutes),
    /** When it was said that the promise is about to be missed; null while it is kept. */
    lateSaidAt: instant(),
    /** The check of a newer token that was worthless while an older one was in use, until the next one works. */
    lastReplacementCheckId: uuid(),
    /** What the last check could not decide, and how; null where the last one decided. */
    inconclusive: text("doubt", { enum: verdictKinds }),
    inconclusiveHost: text("doubt_host"),
    inconclusiveSince: instant("doubt_since"),
    /** When Planhat last gave an answer that decided something, to a check or to a sync. */
    answeredAt: instant(),
    /** The checks by itself of a day (UTC), so that there are never too many. */
    checksOn: date(),
    checksThatDay: integer().notNull().default(0),
    incidentId: uuid().references(() => incidents.id, { onDelete: "set null" }),
    createdAt: createdAt(),
    disconnectedAt: instant(),
  },
  (table) => [
    unique("connections_tenant_id_id_uq").on(table.tenantId, table.id),
    index("connections_name_idx").on(table.name, table.id),
    index("connections_checked_at_idx").on(table.checkedAt, table.id),
    index("connections_created_at_idx").on(table.createdAt, table.id),
    index("connections_state_idx").on(table.state, table.name, table.id),
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
    // The list of an incident's connections, in the order of their names.
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
  ],
);

export const credentialSlots = ["candidate", "active", "retiring"] as const;
type CredentialSlot = (typeof credentialSlots)[number];

/** Versions of a connection's token, sealed for the worker. Outside its slots a credential is destroyed: nothing sealed is left. */
export const credentials = pgTable(
  "credentials",
  {
    /** Made by whoever sealed the token; unique, which is what makes Save idempotent. */
    id: uuid().primaryKey(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    slot: text({ enum: credentialSlots }),
    keyId: text().notNull(),
    /** `enc.ciphertext`, base64url. The API's role may write this column and not read it. */
    sealed: text(),
    /** SHA-256 of `sealed`, to tell a repeated Save from a different one without reading the column. */
    sealedHash: text().notNull(),
    /** Keyed HMAC of the token, made by the worker when a check opens it. */
    fingerprint: text(),
    lastFour: text(),
    createdAt: createdAt(),
    promotedAt: instant(),
    retiredAt: instant(),
    /** When a retiring token is asked for the next time whether it still works. */
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
