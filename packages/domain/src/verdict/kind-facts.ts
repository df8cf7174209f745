/** The columns of the table of verdict kinds. */

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
export interface Conclusive extends KindFacts {
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
export interface Inconclusive extends KindFacts {
  readonly token: "unknown";
  /** How soon the check is repeated, and for how long until an operator is told: see `schedule.ts`, `incident.ts`. */
  readonly retry: "outage" | "throttle";
  /** Whose incident it is if many connections get it: a host's or our own. Null: each connection has its own cause. */
  readonly incident: "host" | "own" | null;
}
