/** The schemas of checks: verdicts, probes, requests. */
import { z } from "zod";
import { checkStates, checkTriggers } from "../check/check.ts";
import { verdictKinds } from "../verdict/kinds.ts";
import { confidences, probeOutcomes } from "../verdict/verdict.ts";
import { Id, Instant, Model } from "./base-schemas.ts";

export const VerdictBody = z.object({
  kind: z.enum(verdictKinds),
  title: z.string().meta({ description: "The answer in one sentence." }),
  explanation: z.string(),
  remedy: z.array(z.string()).meta({ description: "What to do, step by step." }),
  remedyIn: z
    .object({ classic: z.array(z.string()), new: z.array(z.string()) })
    .meta({ description: "The same steps for one of Planhat's two interfaces." }),
  audience: z.enum(["customer", "operator", "nobody"]).meta({ description: "Who must act." }),
  models: z.array(Model),
  destroysToken: z.boolean().meta({
    description:
      "True if the tested token is proven to be worthless: it was destroyed unless it is in use.",
  }),
});
export type VerdictBody = z.infer<typeof VerdictBody>;

export const PlanhatIdentity = z
  .object({
    companies: z.int().nullable(),
    companyNames: z.array(z.string()).meta({ description: "Of the three oldest companies." }),
    mailDomains: z
      .array(z.string())
      .meta({ description: "The users' mail domains, the most common first." }),
    seenAt: Instant,
  })
  .meta({ description: "Which Planhat it is, as a person would recognise it." });
export type PlanhatIdentity = z.infer<typeof PlanhatIdentity>;

export const Probe = z.object({
  model: Model,
  outcome: z.enum(probeOutcomes),
  status: z
    .int()
    .nullable()
    .meta({ description: "Planhat's HTTP status; null without an answer." }),
  durationMs: z.int(),
  detail: z.string().nullable().meta({ description: "What is missing, if only a part is shown." }),
});
export type Probe = z.infer<typeof Probe>;

export const CheckRequest = z
  .object({
    at: Instant,
    host: z.string(),
    method: z.string(),
    path: z.string(),
    status: z.int().nullable(),
    durationMs: z.int(),
    attempt: z.int().meta({ description: "1 for the first attempt of a call." }),
    answer: z.string().meta({ description: "`ok`, or what went wrong." }),
  })
  .meta({ description: "One request that was sent to Planhat, without the token." });
export type CheckRequest = z.infer<typeof CheckRequest>;

export const Check = z.object({
  id: Id,
  connectionId: Id,
  state: z.enum(checkStates),
  trigger: z.enum(checkTriggers),
  verdict: VerdictBody.nullable(),
  supersededBy: Id.nullable(),
  host: z.string().nullable(),
  models: z.array(Model).meta({ description: "The models this check probes." }),
  probes: z.array(Probe),
  pending: z.array(Model).meta({
    description: "Models that have not answered yet. The verdict is amended when they do.",
  }),
  confidence: z
    .enum(confidences)
    .nullable()
    .meta({ description: "`certain` if nothing else explains the answers." }),
  planhat: PlanhatIdentity.nullable().meta({ description: "The Planhat that the token reads." }),
  attempt: z.int(),
  attempts: z
    .array(z.object({ at: Instant, reason: z.string(), waitMs: z.int() }))
    .meta({ description: "The retries: when, why, and after which wait." }),
  requests: z
    .array(CheckRequest)
    .meta({ description: "The requests to Planhat; kept for 30 days, and empty in lists." }),
  createdAt: Instant,
  doneAt: Instant.nullable(),
});
export type Check = z.infer<typeof Check>;
