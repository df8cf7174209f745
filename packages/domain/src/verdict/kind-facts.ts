/** The columns of the table of verdict kinds. */

/** Who must act on a verdict. */
export type Audience = "customer" | "operator" | "nobody";

interface KindFacts {
  readonly audience: Audience;
  /** Which models the verdict names; `none`: the verdict is about the token as a whole. */
  readonly models: "none" | "denied" | "limited" | "unanswered";
  /**
   * What the verdict's detail holds: what is wrong with the paste, the host that accepts the token, the first gap, the
   * end of a wait of our own, or which host gave which answer.
   */
  readonly detail: "none" | "paste" | "region" | "gap" | "own_wait" | "hosts";
  /** Who may confirm that this is intended; null: nobody can confirm this verdict. */
  readonly confirmedBy: "customer" | "operator" | null;
  /** The step of the guide that helps; null: the guide does not help. */
  readonly guideStep: "permissions" | "token" | null;
  /**
   * How severe it is that the connection waits: the highest is the worst. Unique, also among the other needs
   * (`severity.ts`). The ranges, from the worst:
   * - 160 to 170: nothing is read until Churned acts
   * - 120 to 150: nothing is read until the customer acts
   * - 110: a model that predictions need is not read
   * - 100: the data is incomplete without an error
   * - 80 to 90: no data is lost yet
   * - 30 to 70: inconclusive, which mostly ends by itself
   * - 10 to 20: the token works
   */
  readonly severity: number;
}

/** A verdict that says something about the token. It stays true until a person changes something. */
export interface Conclusive extends KindFacts {
  /**
   * What is known of the token. `works`: it may be used. `accepted`: the host accepts it, but it cannot be used as it
   * is. `elsewhere`: another host accepts it. `rejected`: no host accepts it. `worthless`: the text is no token, so it
   * was not sent.
   */
  readonly token: "works" | "accepted" | "elsewhere" | "rejected" | "worthless";
  readonly retry: null;
  /** `refusal`: if a host gives this verdict for most tokens, the host is at fault. */
  readonly incident: "refusal" | null;
}

/**
 * A verdict that says nothing about the token. The connection keeps its state, and the check is repeated automatically.
 */
export interface Inconclusive extends KindFacts {
  readonly token: "unknown";
  /** How soon the check is repeated (`schedule.ts`), and how long before an operator is told (`incident.ts`). */
  readonly retry: "outage" | "throttle";
  /** Whose fault it is if many connections get this verdict: a host's or our own. Null: each has its own cause. */
  readonly incident: "host" | "own" | null;
}
