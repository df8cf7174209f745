/**
 * Every operation of the HTTP API as data. The router, the OpenAPI document, the wall tests and the types of the
 * console are made from this list.
 */
import { z } from "zod";
import type { CallerRole } from "../shared/actor.ts";
import { languages } from "../shared/language.ts";
import { auditOperations } from "./audit-operations.ts";
import { apiKeyOperations } from "./api-key-operations.ts";
import { checkOperations } from "./check-operations.ts";
import { connectionOperations } from "./connection-operations.ts";
import { invitationOperations } from "./invitation-operations.ts";
import type { Operation } from "./operation.ts";
import { inboxOperations } from "./inbox-operations.ts";
import { peopleOperations } from "./people-operations.ts";
import type { OperationName } from "./routes.ts";
import { recordOperations } from "./record-operations.ts";
import * as s from "./schemas.ts";
import { seriesOperations } from "./series-operations.ts";
import { syncOperations } from "./sync-operations.ts";

const everyone: readonly CallerRole[] = ["customer", "operator"];
const operators: readonly CallerRole[] = ["operator"];

export const operations = {
  getMe: {
    summary: "Who is signed in",
    access: everyone,
    isForPeople: true,
    status: 200,
    response: s.Me,
  },
  getSealingKey: {
    summary: "The public key that tokens are sealed to",
    access: "anyone",
    status: 200,
    response: s.SealingKey,
  },
  createTenant: {
    summary: "Add a tenant, its first connection and its customer",
    access: operators,
    isForPeople: true,
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
    summary: "Set the language of mails to a tenant's people",
    access: everyone,
    subject: "tenant",
    body: z.object({ language: z.enum(languages) }),
    bodyExample: { language: "nl" },
    status: 200,
    response: z.object({ id: s.Id, name: z.string(), language: z.enum(languages) }),
  },
  ...connectionOperations,
  ...invitationOperations,
  ...checkOperations,
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
    logsRead: "mails.read",
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
    body: s.Reason,
    bodyExample: s.exampleReason,
    status: 200,
    response: s.Connection,
    errors: ["CONFLICT"],
  },
  resumeConnection: {
    summary: "Resume",
    access: operators,
    subject: "connection",
    body: s.Reason,
    bodyExample: s.exampleReason,
    status: 200,
    response: s.Connection,
    errors: ["CONFLICT"],
  },
  ...inboxOperations,
  ...peopleOperations,
  ...apiKeyOperations,
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
  ...seriesOperations,
  ...auditOperations,
} as const satisfies Record<OperationName, Operation>;

export type Operations = typeof operations;
