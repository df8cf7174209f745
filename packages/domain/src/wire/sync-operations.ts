/** The operations of syncs: requesting and following them, missing records, plans, schedules and policies. */
import { z } from "zod";
import { isUsablePlan } from "../plan/models.ts";
import { syncModes, syncRequestStates } from "../sync/sync.ts";
import { heldDeletionsStates } from "../sync/held-deletions.ts";
import { findScheduleFlaw, scheduleFlawWords } from "../sync/sync-schedule.ts";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";
import * as s from "./schemas.ts";

const everyone = ["customer", "operator"] as const;
const operators = ["operator"] as const;
const customers = ["customer"] as const;
const exampleReason = { reason: "Agreed with the customer." };

/** A schedule without the problems that `findScheduleFlaw` finds. */
const KeepableSchedule = s.Schedule.superRefine((schedule, context) => {
  const flaw = findScheduleFlaw(schedule);
  if (flaw === undefined) return;
  context.addIssue({ code: "custom", path: [flaw.field], message: scheduleFlawWords[flaw.kind] });
});
/** A usable plan, and the reason for the change. */
const UsablePlan = s.Reason.extend({ plan: s.Plan }).superRefine(({ plan }, context) => {
  if (isUsablePlan(plan)) return;
  context.addIssue({
    code: "custom",
    path: ["plan", "company"],
    message: "Companies are always required: they tell which Planhat it is and what it shows.",
  });
});

export const syncOperations = {
  getEstimate: {
    summary: "An estimate of how much there is to sync",
    access: everyone,
    subject: "connection",
    status: 200,
    response: s.Estimate,
  },
  createSyncRequest: {
    summary: "Notify Churned: please begin syncing",
    access: customers,
    subject: "connection",
    status: 201,
    response: s.Created,
    errors: ["CONFLICT"],
  },
  listSyncRequests: {
    summary: "Sync requests, newest first",
    access: everyone,
    query: s.ListQuery.extend({
      state: z.enum(syncRequestStates).optional(),
      connectionId: s.Id.optional(),
    }),
    status: 200,
    response: s.Page(s.SyncRequest),
  },
  approveSyncRequest: {
    summary: "Approve, which starts a full sync",
    access: operators,
    subject: "sync_request",
    status: 200,
    response: z.object({ syncId: s.Id }),
    errors: ["CONFLICT"],
  },
  declineSyncRequest: {
    summary: "Decline, with a reason the customer reads",
    access: operators,
    subject: "sync_request",
    body: s.Reason,
    bodyExample: exampleReason,
    status: 200,
    response: s.SyncRequest,
    errors: ["CONFLICT"],
  },
  createSync: {
    summary: "Start a sync",
    access: operators,
    subject: "connection",
    body: z.object({ mode: z.enum(syncModes).default("full") }).optional(),
    bodyExample: { mode: "full" },
    status: 202,
    response: s.Created,
    errors: ["CONFLICT"],
  },
  listSyncs: {
    summary: "Syncs of a connection, newest first",
    access: everyone,
    subject: "connection",
    query: s.ListQuery,
    status: 200,
    response: s.Page(s.Sync),
  },
  getSync: {
    summary: "One sync, with its streams",
    access: everyone,
    subject: "sync",
    status: 200,
    response: s.Sync,
  },
  cancelSync: {
    summary: "Stop a sync within a page",
    access: operators,
    subject: "sync",
    body: s.Reason,
    bodyExample: exampleReason,
    status: 200,
    response: s.Sync,
    errors: ["CONFLICT"],
  },
  listCustomFields: {
    summary: "The custom fields of a connection's models, including removed ones",
    access: everyone,
    subject: "connection",
    status: 200,
    response: z.object({ items: z.array(s.CustomField) }),
  },
  listSetAside: {
    summary: "Records that were set aside or landed after a repair, by model",
    logsRead: "set_aside.read",
    access: operators,
    subject: "connection",
    query: s.ListQuery,
    status: 200,
    response: s.Page(s.SetAside),
  },
  listHeldDeletions: {
    summary: "Questions about missing records, newest first",
    access: operators,
    query: s.ListQuery.extend({
      state: z.enum(heldDeletionsStates).optional(),
      connectionId: s.Id.optional(),
    }),
    status: 200,
    response: s.Page(s.HeldDeletions),
  },
  releaseDeletes: {
    summary: "Remove the missing records",
    access: operators,
    subject: "connection",
    body: s.Reason,
    bodyExample: exampleReason,
    status: 200,
    response: s.HeldDeletions,
    errors: ["CONFLICT"],
  },
  keepRecords: {
    summary: "Keep the missing records, and do not ask about them again",
    access: operators,
    subject: "connection",
    body: s.Reason,
    bodyExample: exampleReason,
    status: 200,
    response: s.HeldDeletions,
    errors: ["CONFLICT"],
  },
  setPlan: {
    summary: "Set which of Planhat's models a connection reads",
    access: operators,
    subject: "connection",
    body: UsablePlan,
    bodyExample: {
      plan: { company: "required", enduser: "required", project: "wanted" },
      ...exampleReason,
    },
    status: 200,
    response: s.Connection,
    errors: ["CONFLICT"],
  },
  setSchedule: {
    summary: "Set how often a connection is synced, and how fresh its data is promised to be",
    access: operators,
    subject: "connection",
    body: KeepableSchedule,
    bodyExample: { incrementalEveryMinutes: 60, fullEveryMinutes: 1440, freshWithinMinutes: 180 },
    status: 200,
    response: s.Connection,
  },
  listPolicies: {
    summary: "The policies: what Churned may do without asking an operator",
    access: operators,
    status: 200,
    response: z.object({ items: z.array(s.PolicyBody) }),
  },
  setPolicy: {
    summary: "Turn a policy on or off",
    access: operators,
    body: s.Policy,
    bodyExample: { name: "approve_sync_requests", isOn: false },
    status: 200,
    response: z.object({ items: z.array(s.PolicyBody) }),
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
