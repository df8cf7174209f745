/** The operations of what a sync leaves to operators: missing records, schedules, policies. */
import { z } from "zod";
import { heldDeletesStates } from "../sync.ts";
import type { Operation } from "./operation.ts";
import * as s from "./schemas.ts";

const operators = ["operator"] as const;
const Reason = z.object({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .meta({ description: "Why, in words; it is written on the timeline." }),
});
const exampleReason = { reason: "They were removed on purpose." };

export const syncOperations = {
  listHeldDeletes: {
    summary: "Missing records that wait for an operator's answer, newest first",
    access: operators,
    query: s.ListQuery.extend({
      state: z.enum(heldDeletesStates).optional(),
      connectionId: s.Id.optional(),
    }),
    status: 200,
    response: s.Page(s.HeldDeletes),
  },
  releaseDeletes: {
    summary: "Remove the missing records",
    access: operators,
    subject: "connection",
    body: Reason,
    bodyExample: exampleReason,
    status: 200,
    response: s.HeldDeletes,
    errors: ["CONFLICT"],
  },
  keepRecords: {
    summary: "Keep the missing records, and do not ask about them again",
    access: operators,
    subject: "connection",
    body: Reason,
    bodyExample: exampleReason,
    status: 200,
    response: s.HeldDeletes,
    errors: ["CONFLICT"],
  },
  setSchedule: {
    summary: "How often a connection is synced, and how fresh its data is promised to be",
    access: operators,
    subject: "connection",
    body: s.Schedule,
    bodyExample: { incrementalEveryMinutes: 60, fullEveryMinutes: 1440, freshWithinMinutes: 180 },
    status: 200,
    response: s.Connection,
  },
  listPolicies: {
    summary: "What Churned does by itself",
    access: operators,
    status: 200,
    response: z.object({ items: z.array(s.Policy) }),
  },
  setPolicy: {
    summary: "Let Churned do something by itself, or not",
    access: operators,
    body: s.Policy,
    bodyExample: { name: "approve_sync_requests", isOn: false },
    status: 200,
    response: z.object({ items: z.array(s.Policy) }),
  },
} as const satisfies Record<string, Operation>;
