/** The operations of tokens and their checks: saving, testing, and confirming what a check found. */
import { z } from "zod";
import { confirmableKinds } from "../verdict/kinds.ts";
import type { Operation } from "./operation.ts";
import type { OperationName } from "./routes.ts";
import * as s from "./schemas.ts";

const everyone = ["customer", "operator"] as const;
const guestsToo = ["customer", "operator", "guest"] as const;
const customersAndGuests = ["customer", "guest"] as const;

export const checkOperations = {
  saveToken: {
    summary: "Save a token, which tests it",
    access: customersAndGuests,
    isForPeople: true,
    subject: "connection",
    body: z
      .object({
        token: z.string().min(1).max(16_384).optional().meta({
          description: "In plain text, for callers without a browser. The API seals it at once.",
        }),
        sealed: s.SealedToken.optional(),
        host: z.string().max(300).optional().meta({
          description:
            "If known: the name of a Planhat host, or the address of a page of the customer's Planhat.",
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
          "Sentences about what was removed from a plain token and what looks odd; empty for a sealed one.",
      }),
    }),
    errors: ["SEALING_KEY_CHANGED", "CONFLICT"],
    isTokenWrite: true,
  },
  confirmConnection: {
    summary: "Confirm what a check found: a limited view, or another Planhat",
    access: everyone,
    isForPeople: true,
    subject: "connection",
    body: z
      .object({
        kind: z.enum(confirmableKinds),
        reason: s.reasonText.optional(),
      })
      .meta({ description: "Only operators confirm `different_planhat`, with a reason." }),
    bodyExample: { kind: "restricted_view", reason: "Asked by the customer." },
    status: 200,
    response: s.Connection,
    errors: ["CONFLICT"],
  },
  answerCompanies: {
    summary: "Say whether the companies that the token shows are all there are",
    access: everyone,
    isForPeople: true,
    subject: "connection",
    body: z.object({
      isAll: z.boolean().meta({
        description:
          "False if there are more: then the view is limited, and the token is tested again.",
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
    response: s.Created,
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
    summary: "One check, with the probes that are done so far",
    access: guestsToo,
    subject: "check",
    status: 200,
    response: s.Check,
  },
} as const satisfies Partial<Record<OperationName, Operation>>;
