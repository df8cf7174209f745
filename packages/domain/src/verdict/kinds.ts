/**
 * The table of verdict kinds: everything that is true of a kind as a whole. Predicates, lists in SQL, constraints, retries,
 * incidents, severity and pages are derived from it. A new kind needs a row here, its words, and its rule in `derive.ts`;
 * the compiler or a test names each place that is missing (`tooling/new-verdict-kind.int.test.ts`).
 */

/** Who must act on a verdict. */
export type Audience = "customer" | "operator" | "nobody";

interface KindFacts {
  readonly audience: Audience;
  /** Which models the verdict names; `none`: it is about the token as a whole. */
  readonly models: "none" | "denied" | "limited" | "unanswered";
  /**
   * What the verdict's detail holds: what is wrong with the paste, the host that accepts the token, the first gap, the
   * end of a wait of our own, or which host gave which answer.
   */
  readonly detail: "none" | "paste" | "region" | "gap" | "own_wait" | "hosts";
  /** Who may confirm that it is as it should be; null: a confirmation does not change it. */
  readonly confirmedBy: "customer" | "operator" | null;
  /** The step of the guide that helps; null: the guide does not help. */
  readonly guideStep: "permissions" | "token" | null;
  /**
   * How severe the problem is while the connection waits; the highest is the worst. Unique, also among the other needs
   * (`severity.ts`). The order, from the worst:
   * only Churned can end it, and nothing is read for anybody until then (160 to 170); nothing is read at all (120 to
   * 150); something that predictions need is not read (110); what is read is silently incomplete (100); nothing is lost
   * yet (80 to 90); nothing is known about the token, and most of it passes by itself (30 to 70); it works (10 to 20).
   */
  readonly severity: number;
}

/** The verdict says something about the token, which does not change until a person changes something. */
interface Conclusive extends KindFacts {
  /**
   * What is known of the token. `works`: it may be used. `accepted`: the host knows it, and it cannot be used as it is.
   * `elsewhere`: another host accepts it. `rejected`: no host knows it. `worthless`: the text is no token, so it was not
   * sent.
   */
  readonly token: "works" | "accepted" | "elsewhere" | "rejected" | "worthless";
  readonly retry: null;
  /** `refusal`: if a host gives this verdict for most tokens, the host is at fault. */
  readonly incident: "refusal" | null;
}

/** The verdict says nothing about the token. The connection keeps its state, and the check is repeated by itself. */
interface Inconclusive extends KindFacts {
  readonly token: "unknown";
  /** How soon the check is repeated, and for how long until an operator is told: see `schedule.ts`, `incident.ts`. */
  readonly retry: "outage" | "throttle";
  /** Whose incident it is if many connections get it: a host's or our own. Null: each connection has its own cause. */
  readonly incident: "host" | "own" | null;
}

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

/** The name of a verdict. */
export type VerdictKind = keyof Table;

/** The kinds whose `column` has one of `Value`. */
export type KindsWith<Column extends keyof Table[VerdictKind], Value> = {
  [Kind in VerdictKind]: Table[Kind][Column] extends Value ? Kind : never;
}[VerdictKind];

type List<Kind> = readonly [Kind, ...Kind[]];

/** Every verdict that a check can give; see `explainVerdict` for what each means and asks. */
export const verdictKinds = Object.keys(verdictTable) as unknown as List<VerdictKind>;

/** The kinds whose `column` has one of `values`, in the order of the table. */
function kindsWith<
  Column extends keyof Table[VerdictKind],
  const Value extends Table[VerdictKind][Column],
>(column: Column, ...values: readonly Value[]): List<KindsWith<Column, Value>> {
  const wanted: readonly unknown[] = values;
  const kinds = verdictKinds.filter((kind) => wanted.includes(verdictTable[kind][column]));
  return kinds as unknown as List<KindsWith<Column, Value>>;
}

/** The verdicts under which a token may be used. */
export const workingKinds = kindsWith("token", "works");

/** The inconclusive verdicts that can have one cause for many connections: a host's, or our own. */
export const outageKinds = kindsWith("incident", "host", "own");
/** The verdicts by which a host refuses a token altogether. For one token the customer is the cause; for most, the host. */
export const refusalKinds = kindsWith("incident", "refusal");

/** The verdicts that a person may confirm. */
export const confirmableKinds = kindsWith("confirmedBy", "customer", "operator");
export type ConfirmableKind = (typeof confirmableKinds)[number];
export type CustomerConfirmableKind = KindsWith<"confirmedBy", "customer">;

export function isConfirmedByCustomer(kind: VerdictKind): kind is CustomerConfirmableKind {
  return verdictTable[kind].confirmedBy === "customer";
}
