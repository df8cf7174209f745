/** The operations of the inbox: connections that need someone. */
import { z } from "zod";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";
import { ConnectionInboxItem, InboxPage } from "./inbox-schemas.ts";
import * as s from "./schemas.ts";

const operators = ["operator"] as const;

export const inboxOperations = {
  listInboxItems: {
    summary: "Connections that need someone, the most severe first",
    access: operators,
    query: s.ListQuery.extend({
      include: z.enum(["snoozed"]).optional(),
      assignedTo: z.enum(["me"]).optional(),
    }),
    status: 200,
    response: InboxPage,
  },
  getInboxItem: {
    summary: "Why a connection needs someone, with the evidence and the ready mail",
    access: operators,
    subject: "connection",
    status: 200,
    response: ConnectionInboxItem,
  },
  sendInboxMail: {
    summary: "Send the mail to the customer's people",
    access: operators,
    isForPeople: true,
    subject: "connection",
    body: z.object({
      subject: z.string().trim().min(1).max(200),
      body: z.string().trim().min(1).max(10_000),
      after: s.Id.optional().meta({
        description:
          "The id of a mail of the same subject that was sent lately: send this one all the same.",
      }),
    }),
    bodyExample: { subject: "Planhat", body: "Hello," },
    status: 200,
    response: z.object({
      sentTo: z.array(z.string()),
      isNew: z.boolean().meta({ description: "False if the same text was already sent that day." }),
      sameMail: s.ConnectionMail.nullable().meta({
        description:
          "If not null, nothing was sent, because this mail of the same subject was sent lately.",
      }),
    }),
    errors: ["CONFLICT"],
  },
  snoozeInboxItem: {
    summary: "Hide an inbox item until then, or until its cause changes; null shows it again",
    access: operators,
    subject: "connection",
    body: z.object({ until: s.Instant.nullable() }),
    bodyExample: { until: null },
    status: 200,
    response: ConnectionInboxItem,
  },
  assignInboxItem: {
    summary: "Set the operator who looks after it; null for nobody",
    access: operators,
    subject: "connection",
    body: z.object({ userId: s.Id.nullable() }),
    bodyExample: { userId: null },
    status: 200,
    response: ConnectionInboxItem,
  },
  addTriageNote: {
    summary: "Write a note that operators see",
    access: operators,
    subject: "connection",
    body: z.object({ text: z.string().trim().min(1).max(4_000) }),
    bodyExample: { text: "Called them." },
    status: 200,
    response: ConnectionInboxItem,
  },
  listOperators: {
    summary: "Operators, by name",
    access: operators,
    status: 200,
    response: z.object({ items: z.array(z.object({ id: s.Id, name: z.string() })) }),
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
