/**
 * The table of verdict kinds, with all facts that are the same for every verdict of a kind. Predicates, lists in SQL,
 * constraints, retries, incidents, severity and pages are derived from the table. A new kind needs a row here, its
 * words, and its rule in `derive.ts`. If a part is missing, the compiler or a test names it
 * (`tooling/new-verdict-kind.int.test.ts`).
 */
import { keysOf } from "../shared/keys.ts";
import type { Conclusive, Inconclusive } from "./kind-facts.ts";

export const verdictTable = {
  connected: {
    audience: "nobody",
    token: "works",
    retry: null,
    models: "none",
    detail: "none",
    incident: null,
    confirmedBy: null,
    guideStep: null,
    severity: 10,
  },
  connected_partially: {
    audience: "nobody",
    token: "works",
    retry: null,
    models: "denied",
    detail: "none",
    incident: null,
    confirmedBy: null,
    guideStep: "permissions",
    severity: 20,
  },
  malformed_token: {
    audience: "customer",
    token: "worthless",
    retry: null,
    models: "none",
    detail: "paste",
    incident: null,
    confirmedBy: null,
    guideStep: "token",
    severity: 140,
  },
  wrong_secret: {
    audience: "customer",
    token: "worthless",
    retry: null,
    models: "none",
    detail: "paste",
    incident: null,
    confirmedBy: null,
    guideStep: "token",
    severity: 130,
  },
  token_rejected: {
    audience: "customer",
    token: "rejected",
    retry: null,
    models: "none",
    detail: "hosts",
    incident: "refusal",
    confirmedBy: null,
    guideStep: "token",
    severity: 150,
  },
  wrong_region: {
    audience: "customer",
    token: "elsewhere",
    retry: null,
    models: "none",
    detail: "region",
    incident: null,
    confirmedBy: null,
    guideStep: null,
    severity: 120,
  },
  missing_permissions: {
    audience: "customer",
    token: "accepted",
    retry: null,
    models: "denied",
    detail: "hosts",
    incident: "refusal",
    confirmedBy: null,
    guideStep: "permissions",
    severity: 110,
  },
  restricted_view: {
    audience: "customer",
    token: "accepted",
    retry: null,
    models: "limited",
    detail: "gap",
    incident: null,
    confirmedBy: "customer",
    guideStep: "permissions",
    severity: 100,
  },
  different_planhat: {
    audience: "operator",
    token: "accepted",
    retry: null,
    models: "none",
    detail: "none",
    incident: null,
    confirmedBy: "operator",
    guideStep: null,
    severity: 170,
  },
  throttled: {
    audience: "nobody",
    token: "unknown",
    retry: "throttle",
    models: "unanswered",
    detail: "own_wait",
    incident: null,
    confirmedBy: null,
    guideStep: null,
    severity: 30,
  },
  planhat_down: {
    audience: "nobody",
    token: "unknown",
    retry: "outage",
    models: "unanswered",
    detail: "hosts",
    incident: "host",
    confirmedBy: null,
    guideStep: null,
    severity: 50,
  },
  unreachable: {
    audience: "nobody",
    token: "unknown",
    retry: "outage",
    models: "unanswered",
    detail: "hosts",
    incident: "host",
    confirmedBy: null,
    guideStep: null,
    severity: 40,
  },
  unexpected_answer: {
    audience: "operator",
    token: "unknown",
    retry: "outage",
    models: "unanswered",
    detail: "hosts",
    incident: "host",
    confirmedBy: null,
    guideStep: null,
    severity: 60,
  },
  our_fault: {
    audience: "operator",
    token: "unknown",
    retry: "outage",
    models: "unanswered",
    detail: "none",
    incident: "own",
    confirmedBy: null,
    guideStep: null,
    severity: 70,
  },
} as const satisfies Readonly<Record<string, Conclusive | Inconclusive>>;

type Table = typeof verdictTable;

export type VerdictKind = keyof Table;

/** The kinds whose value in `column` is one of `Value`. */
export type KindsWith<Column extends keyof Table[VerdictKind], Value> = {
  [Kind in VerdictKind]: Table[Kind][Column] extends Value ? Kind : never;
}[VerdictKind];

type List<Kind> = readonly [Kind, ...Kind[]];

/** Every verdict that a check can give; `explainVerdict` explains each. */
export const verdictKinds = keysOf(verdictTable);

/** The kinds whose value in `column` is one of `values`, in the order of the table. */
function kindsWith<
  Column extends keyof Table[VerdictKind],
  const Value extends Table[VerdictKind][Column],
>(column: Column, ...values: readonly Value[]): List<KindsWith<Column, Value>> {
  const wanted: readonly unknown[] = values;
  const kinds = verdictKinds.filter((kind) => wanted.includes(verdictTable[kind][column]));
  return kinds as unknown as List<KindsWith<Column, Value>>;
}

/** The verdicts with which a token may be used. */
export const workingKinds = kindsWith("token", "works");

/** The inconclusive verdicts that can have one cause for many connections: a fault of a host, or our own fault. */
export const outageKinds = kindsWith("incident", "host", "own");
/**
 * The refusals of a host. If the host refuses one token, the cause is at the customer. If it refuses most tokens, the
 * cause is at the host.
 */
export const refusalKinds = kindsWith("incident", "refusal");

/** The verdicts that a person may confirm. */
export const confirmableKinds = kindsWith("confirmedBy", "customer", "operator");
export type ConfirmableKind = (typeof confirmableKinds)[number];
export type CustomerConfirmableKind = KindsWith<"confirmedBy", "customer">;

export function isConfirmedByCustomer(kind: VerdictKind): kind is CustomerConfirmableKind {
  return verdictTable[kind].confirmedBy === "customer";
}
