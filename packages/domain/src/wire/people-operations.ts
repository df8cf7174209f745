/** The operations on accounts of people: operators, and customers of all tenants. */
import { z } from "zod";
import { roles } from "../shared/actor.ts";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";
import * as s from "./schemas.ts";

const operators = ["operator"] as const;

const PersonReason = z.object({
  reason: s.reasonText.meta({ description: "Why, in words; it is written in the audit." }),
});
const changePerson = {
  access: operators,
  isForPeople: true,
  subject: "person",
  body: PersonReason,
  bodyExample: { reason: "Left the company." },
  status: 200,
} as const;

export const peopleOperations = {
  listPeople: {
    summary: "People with an account, the newest first",
    logsRead: "people.read",
    access: operators,
    isForPeople: true,
    query: s.ListQuery.extend({
      role: z.enum(roles).optional(),
      tenantId: s.Id.optional().meta({ description: "Only the customers of this tenant." }),
      q: z.string().trim().max(120).optional().meta({
        description: "A part of the person's name or mail address, or of the tenant's name.",
      }),
    }),
    status: 200,
    response: s.Page(s.Person),
  },
  removePerson: {
    ...changePerson,
    summary: "Remove an account at once: its sign-ins, open pages and downloads end",
    response: z.object({ id: s.Id }),
    errors: ["CONFLICT"],
  },
  lockPerson: {
    ...changePerson,
    summary: "Lock an account at once: its sign-ins, open pages and downloads end",
    response: s.Person,
    errors: ["CONFLICT"],
  },
  unlockPerson: {
    ...changePerson,
    summary: "Unlock an account, so that its person can sign in again",
    response: s.Person,
  },
  signOutPerson: {
    ...changePerson,
    summary: "End all sign-ins of a person at once",
    response: s.Person,
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
