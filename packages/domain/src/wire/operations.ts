/**
 * Every operation of the HTTP API as data: the router, the OpenAPI document, the wall tests and the console's types
 * are all made from this list.
 */
import { z } from "zod";
import type { CallerRole } from "../shared/actor.ts";
import { connectionStates } from "../connection/connection.ts";
import { confirmableKinds, verdictKinds } from "../verdict/kinds.ts";
import { languages } from "../shared/language.ts";
import { invitationOperations } from "./invitation-operations.ts";
import type { Operation } from "./operation.ts";
import { inboxOperations } from "./inbox-operations.ts";
import type { OperationName } from "./routes.ts";
import { recordOperations } from "./record-operations.ts";
import * as s from "./schemas.ts";
import { syncOperations } from "./sync-operations.ts";

const everyone: readonly CallerRole[] = ["customer", "operator"];
const guestsToo: readonly CallerRole[] = ["customer", "operator", "guest"];
const operators: readonly CallerRole[] = ["operator"];
const customersAndGuests: readonly CallerRole[] = ["customer", "guest"];
const Created = z.object({ id: s.Id });
const reasonText = z.string().trim().min(1).max(500);
const Reason = z.object({
  reason: reasonText.meta({ description: "Why, in words; it is written on the timeline." }),
});
const exampleId = "019ab000-0000-7000-8000-000000000000";
const exampleReason = { reason: "Asked by the customer." };

export const operations = {
  getMe: { summary: "Who is signed in", access: everyone, status: 200, response: s.Me },
  getSealingKey: {
    summary: "The public key that tokens are sealed to",
    access: "anyone",
    status: 200,
    response: s.SealingKey,
  },
  createTenant: {
    summary: "Add a tenant, its first connection and its customer",
    access: operators,
    body: z.object({
      name: z.string().trim().min(1).max(120),
      customerEmail: z.email().max(254),
      language: z.enum(languages).optional(),
    }),
    bodyExample: { name: "Globex", customerEmail: "ada@globex.example" },
    status: 201,
    response: z.object({ id: s.Id, connectionId: s.Id }),
    errors: ["CONFLICT"],
  },
  setLanguage: {
    summary: "In which language a tenant's people are written to",
    access: everyone,
    subject: "tenant",
    body: z.object({ language: z.enum(languages) }),
    bodyExample: { language: "nl" },
    status: 200,
    response: z.object({ id: s.Id, name: z.string(), language: z.enum(languages) }),
  },
  createConnection: {
    summary: "Add a connection",
    access: everyone,
    body: z.object({
      name: z.string().trim().min(1).max(120).optional(),
      tenantId: s.Id.optional().meta({ description: "Operators name the tenant." }),
    }),
    bodyExample: { name: "Planhat", tenantId: exampleId },
    status: 201,
    response: Created,
  },
  listConnections: {
    summary: "Connections",
    access: everyone,
    query: s.ListQuery.extend({
      state: z.enum(connectionStates).optional(),
      verdict: z.enum(verdictKinds).optional(),
      incidentId: s.Id.optional().meta({ description: "Only those that are part of it now." }),
      incidentPart: s.IncidentPart.optional(),
      q: z
        .string()
        .trim()
        .max(120)
        .optional()
        .meta({ description: "A part of the connection's or tenant's name." }),
      sort: z
        .enum(["name", "-name", "checkedAt", "-checkedAt", "createdAt", "-createdAt"])
        .default("name"),
    }),
    status: 200,
    response: s.Page(s.Connection).extend({ total: z.int() }),
  },
  getConnection: {
    summary: "One connection",
    access: guestsToo,
    subject: "connection",
    status: 200,
    response: s.Connection,
  },
  disconnectConnection: {
    summary: "Disconnect, and destroy the token",
    access: everyone,
    subject: "connection",
    body: z
      .object({
        reason: reasonText.optional(),
        data: z
          .enum(["keep", "erase"])
          .default("keep")
          .meta({ description: "What becomes of the landed records." }),
      })
      .optional(),
    bodyExample: { ...exampleReason, data: "keep" },
    status: 200,
    response: s.Connection,
  },
  getReceipt: {
    summary: "What became of a disconnected connection's token and data",
    access: everyone,
    subject: "connection",
    status: 200,
    response: s.Receipt,
  },
  ...invitationOperations,
  saveToken: {
    summary: "Save a token, which tests it",
    access: customersAndGuests,
    subject: "connection",
    body: z
      .object({
        token: z.string().min(1).max(16_384).optional().meta({
          description: "Plain, for callers without a browser: sealed at the door, never kept.",
        }),
        sealed: s.SealedToken.optional(),
        host: z.string().max(300).optional().meta({
          description:
            "Where it is known: the name of a Planhat host, or the address of a page of the customer's Planhat.",
        }),
      })
      .refine(
        (body) => (body.token === undefined) !== (body.sealed === undefined),
        "Give either token or sealed.",
      ),
    bodyExample: { token: "example-token" },
    status: 202,
    response: z.object({
      checkId: s.Id,
      notes: z.array(z.string()).meta({
        description:
          "What was taken off a plain token and what looks odd, in sentences; empty for a sealed one.",
      }),
    }),
    errors: ["SEALING_KEY_CHANGED", "CONFLICT"],
    isTokenWrite: true,
  },
  confirmConnection: {
    summary: "Say yes to what a check found: a limited view, or another Planhat",
    access: everyone,
    subject: "connection",
    body: z
      .object({
        kind: z.enum(confirmableKinds),
        reason: reasonText.optional(),
      })
      .meta({ description: "`different_planhat` is operators' to confirm, with a reason." }),
    bodyExample: { kind: "restricted_view", reason: "Asked by the customer." },
    status: 200,
    response: s.Connection,
    errors: ["CONFLICT"],
  },
  answerCompanies: {
    summary: "Say whether the companies that the token shows are all there are",
    access: everyone,
    subject: "connection",
    body: z.object({
      isAll: z.boolean().meta({
        description: "False where there are more: the view is limited then, and is tested again.",
      }),
    }),
    bodyExample: { isAll: true },
    status: 200,
    response: s.Connection,
    errors: ["CONFLICT"],
  },
  createCheck: {
    summary: "Test again: the newer token where there is one, else the one in use",
    access: guestsToo,
    subject: "connection",
    status: 202,
    response: Created,
    errors: ["CONFLICT"],
    isTokenWrite: true,
  },
  listChecks: {
    summary: "Checks of a connection, newest first",
    access: guestsToo,
    subject: "connection",
    query: s.ListQuery,
    status: 200,
    response: s.Page(s.Check),
  },
  getCheck: {
    summary: "One check, with its probes as they come",
    access: guestsToo,
    subject: "check",
    status: 200,
    response: s.Check,
  },
  ...syncOperations,
  ...recordOperations,
  listTimeline: {
    summary: "Everything that happened to a connection, newest first",
    access: everyone,
    subject: "connection",
    query: s.ListQuery,
    status: 200,
    response: s.Page(s.TimelineEntry),
  },
  listMails: {
    summary: "Mails about a connection to its people, automatic and by hand, newest first",
    access: everyone,
    subject: "connection",
    query: s.ListQuery,
    status: 200,
    response: s.Page(s.ConnectionMail),
  },
  pauseConnection: {
    summary: "Pause checks and syncs",
    access: operators,
    subject: "connection",
    body: Reason,
    bodyExample: exampleReason,
    status: 200,
    response: s.Connection,
    errors: ["CONFLICT"],
  },
  resumeConnection: {
    summary: "Resume",
    access: operators,
    subject: "connection",
    body: Reason,
    bodyExample: exampleReason,
    status: 200,
    response: s.Connection,
    errors: ["CONFLICT"],
  },
  ...inboxOperations,
  listIncidents: {
    summary: "Incidents, newest first",
    access: operators,
    query: s.ListQuery.extend({ state: z.enum(["open", "closed"]).optional() }),
    status: 200,
    response: s.Page(s.Incident),
  },
  getIncident: {
    summary: "One incident",
    access: operators,
    subject: "incident",
    status: 200,
    response: s.Incident,
  },
  listAudit: {
    summary: "Who did what, newest first",
    access: operators,
    query: s.ListQuery,
    status: 200,
    response: s.Page(s.AuditEntry),
  },
} as const satisfies Record<OperationName, Operation>;

export type Operations = typeof operations;
