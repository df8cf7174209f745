import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { CheckAttempt, CheckRequest, CheckState } from "@churned/domain/check";
import type { PlanhatIdentity } from "@churned/domain/connection";
import type { ModelName } from "@churned/domain/plan";
import type { Confidence } from "@churned/domain/verdict";
import { json } from "./repair-values.ts";
import { checkStates, checkTriggers } from "@churned/domain/check";
import { modelNames } from "@churned/domain/plan";
import { confidences, probeOutcomes, verdictKinds } from "@churned/domain/verdict";
import { users } from "./auth.ts";
import { createdAt, id, instant, literal, oneOf } from "./columns.ts";
import { connections, credentials } from "./connection.ts";
import { apiInserts, tenantWall } from "./walls.ts";

/**
 * Tests of tokens. The row describes the work. When a check becomes due, NOTIFY wakes the workers: see `due-checks.ts` in
 * the folder `check`.
 */
export const checks = pgTable(
  "checks",
  {
    id: id(),
    tenantId: uuid().notNull(),
    connectionId: uuid().notNull(),
    credentialId: uuid().notNull(),
    trigger: text({ enum: checkTriggers }).notNull(),
    state: text({ enum: checkStates }).notNull().default("queued"),
    /** The host that the caller named; null if the caller named no host. */
    namedHost: text(),
    /** The host on which all models were tested. */
    host: text(),
    models: text().array().$type<ModelName[]>().notNull(),
    verdict: text({ enum: verdictKinds }),
    verdictModels: text()
      .array()
      .$type<ModelName[]>()
      .notNull()
      .default(sql`'{}'`),
    verdictDetail: text(),
    /** How sure the verdict is. */
    confidence: text({ enum: confidences }).$type<Confidence>(),
    /** The requests to Planhat, without the token. Emptied after `evidenceTtlMs`. */
    requests: json().$type<readonly CheckRequest[]>().notNull().default([]),
    /** The retries, with their waits and reasons. */
    attempts: json().$type<readonly CheckAttempt[]>().notNull().default([]),
    /** The identity of the Planhat that the token reads. */
    planhat: json().$type<PlanhatIdentity>(),
    supersededBy: uuid(),
    requestedBy: uuid().references(() => users.id, { onDelete: "set null" }),
    /** The fencing token: each claim raises it, and only the latest claim may write a verdict. */
    epoch: integer().notNull().default(0),
    leaseUntil: instant(),
    attempt: integer().notNull().default(0),
    nextAttemptAt: instant().notNull().defaultNow(),
    /** Why the last attempt ended without a verdict. */
    reason: text(),
    createdAt: createdAt(),
    startedAt: instant(),
    doneAt: instant(),
  },
  (table) => [
    unique("checks_tenant_id_id_uq").on(table.tenantId, table.id),
    foreignKey({
      name: "checks_connection_fk",
      columns: [table.tenantId, table.connectionId],
      foreignColumns: [connections.tenantId, connections.id],
    }).onDelete("cascade"),
    foreignKey({
      name: "checks_credential_fk",
      columns: [table.connectionId, table.credentialId],
      foreignColumns: [credentials.connectionId, credentials.id],
    }).onDelete("cascade"),
    uniqueIndex("checks_open_credential_id_uq")
      .on(table.credentialId)
      .where(sql`${table.state} <> ${literal("done" satisfies CheckState)}`),
    index("checks_credential_id_idx").on(table.credentialId, table.id),
    index("checks_connection_id_idx").on(table.connectionId, table.id),
    index("checks_due_idx")
      .on(table.nextAttemptAt)
      .where(sql`${table.state} <> ${literal("done" satisfies CheckState)}`),
    // This index serves the series, which count the checks that ended in a period.
    index("checks_done_at_idx")
      .on(table.doneAt)
      .where(sql`${table.doneAt} is not null`),
    index("checks_evidence_idx")
      .on(table.doneAt)
      .where(sql`${table.requests} <> '[]'`),
    check("checks_confidence_ck", sql`${table.confidence} in (${oneOf(confidences)})`),
    check(
      "checks_evidence_ck",
      sql`jsonb_typeof(${table.requests}) = 'array' and jsonb_typeof(${table.attempts}) = 'array'`,
    ),
    check("checks_planhat_ck", sql`jsonb_typeof(${table.planhat}) = 'object'`),
    check("checks_trigger_ck", sql`${table.trigger} in (${oneOf(checkTriggers)})`),
    check("checks_state_ck", sql`${table.state} in (${oneOf(checkStates)})`),
    check("checks_verdict_ck", sql`${table.verdict} in (${oneOf(verdictKinds)})`),
    check(
      "checks_done_ck",
      sql`(${table.state} = ${literal("done" satisfies CheckState)}) = (${table.doneAt} is not null)`,
    ),
    tenantWall("checks", { guest: "ofConnection" }),
    apiInserts(
      "checks",
      "state = 'queued' and num_nonnulls(verdict, verdict_detail, confidence, host, planhat, started_at) = 0 and requests = '[]' and attempts = '[]'",
    ),
  ],
);

/** The result of the probe (one call) for each model, written when the result arrives. */
export const probes = pgTable(
  "probes",
  {
    tenantId: uuid().notNull(),
    checkId: uuid().notNull(),
    model: text({ enum: modelNames }).notNull(),
    outcome: text({ enum: probeOutcomes }).notNull(),
    status: integer(),
    durationMs: integer().notNull(),
    /** The part that is missing, as JSON, if Planhat shows only a part of the model. */
    detail: text(),
    at: createdAt(),
  },
  (table) => [
    primaryKey({ name: "probes_pk", columns: [table.checkId, table.model] }),
    foreignKey({
      name: "probes_check_fk",
      columns: [table.tenantId, table.checkId],
      foreignColumns: [checks.tenantId, checks.id],
    }).onDelete("cascade"),
    check("probes_outcome_ck", sql`${table.outcome} in (${oneOf(probeOutcomes)})`),
    tenantWall("probes", { guest: "ofItsChecks" }),
  ],
);
