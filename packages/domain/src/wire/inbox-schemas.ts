/** The schemas of the inbox: connections that need someone. */
import { z } from "zod";
import { languages } from "../shared/language.ts";
import * as s from "./schemas.ts";

const Assignee = z.object({ id: s.Id, name: z.string() });

export const ProblemNote = z.object({
  id: s.Id,
  at: s.Instant,
  author: z.string(),
  text: z.string(),
});
export type ProblemNote = z.infer<typeof ProblemNote>;

export const InboxItem = z.object({
  connection: s.Connection,
  cause: z.string().meta({ description: "What it is grouped by." }),
  title: z.string(),
  impact: z.string().meta({ description: "What it does to the data, in a sentence." }),
  since: s.Instant,
  assignee: Assignee.nullable(),
  snoozedUntil: s.Instant.nullable(),
  mailed: z.object({ at: s.Instant, isSent: z.boolean(), isByHand: z.boolean() }).nullable().meta({
    description: "The newest mail to the customer since the item began; null if there is none.",
  }),
  notes: z.int().meta({ description: "How many there are." }),
});
export type InboxItem = z.infer<typeof InboxItem>;

export const InboxPage = s.Page(InboxItem).extend({
  causes: z
    .array(z.object({ cause: z.string(), title: z.string(), count: z.int() }))
    .meta({ description: "All causes, the most severe first." }),
});

export const ConnectionInboxItem = z.object({
  connection: s.Connection,
  verdict: s.VerdictBody,
  cause: z.string(),
  impact: z.string(),
  since: s.Instant,
  heldDeletions: s.HeldDeletions.nullable().meta({
    description: "The question about missing records, if that is the cause; else null.",
  }),
  checkId: s.Id.nullable().meta({ description: "The check that found it." }),
  evidence: z.array(s.CheckRequest),
  mail: z
    .object({
      language: z.enum(languages),
      to: z.array(z.string()),
      subject: z.string(),
      body: z.string(),
    })
    .meta({ description: "The mail to the customer, ready to be changed and sent." }),
  supportText: z.string().meta({ description: "For Planhat's support, with the requests." }),
  assignee: Assignee.nullable(),
  snoozedUntil: s.Instant.nullable(),
  notes: z.array(ProblemNote).meta({ description: "Newest first." }),
});
export type ConnectionInboxItem = z.infer<typeof ConnectionInboxItem>;
