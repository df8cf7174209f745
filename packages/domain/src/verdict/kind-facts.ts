/** Who must act on a verdict. */
export type Audience = "customer" | "operator" | "nobody";

interface KindFacts {
  readonly audience: Audience;
  /** Which models the verdict names. `none`: the verdict is about the token as a whole. */
  readonly models: "none" | "denied" | "limited" | "unanswered";
  /**
   * The content of the verdict's detail: the problem of the pasted text, the host that accepts the token, the first gap
   * (a sign that only a part is shown), the end of a wait for our own limit, or which host gave which answer.
   */
  readonly detail: "none" | "paste" | "region" | "gap" | "own_wait" | "hosts";
  /** Who may confirm that the finding is intended; null if nobody can confirm this verdict. */
  readonly confirmedBy: "customer" | "operator" | null;
  /** The step of the guide that helps; null if the guide does not help. */
  readonly guideStep: "permissions" | "token" | null;
  /**
   * How severe it is that the connection waits; the highest number is the worst. No other verdict or need
   * (`severity.ts`) has the same number. The ranges, from the worst:
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

/** A verdict that says something about the token. The verdict stays true until a person changes something. */
export interface Conclusive extends KindFacts {
  /**
   * What is known about the token. `works`: the product may use the token. `accepted`: the host accepts the token, but
   * a person must change something first. `elsewhere`: another host accepts the token. `rejected`: no host accepts the
   * token. `worthless`: the text cannot be a token, so it was not sent.
   */
  readonly token: "works" | "accepted" | "elsewhere" | "rejected" | "worthless";
  readonly retry: null;
  /** `refusal`: if a host gives this verdict for most tokens, the host is at fault and there is an incident. */
  readonly incident: "refusal" | null;
}

/**
 * A verdict that says nothing about the token. The connection keeps its state, and the check is repeated automatically.
 */
export interface Inconclusive extends KindFacts {
  readonly token: "unknown";
  /** How soon the check is repeated (`schedule.ts`), and after which time an operator is told (`incident.ts`). */
  readonly retry: "outage" | "throttle";
  /**
   * If many connections get this verdict: whether a host is at fault, or we are (`own`). Null if each connection has
   * its own cause.
   */
  readonly incident: "host" | "own" | null;
}
