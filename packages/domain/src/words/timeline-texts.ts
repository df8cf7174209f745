/** The texts of the timeline that every language must have. A language without one of them does not compile. */
import type { ConnectionState } from "../connection/connection.ts";
import type { Happening } from "../history/timeline-facts.ts";

/** What happened in a few words, and one or two sentences of detail; empty if there is nothing to add. */
export interface FactWords {
  readonly title: string;
  readonly detail: string;
}

/** All facts except `state_changed`, whose words depend only on the new state (`changed`). */
export type ToldFact = Exclude<Happening, { readonly kind: "state_changed" }>;
type FactOf<Kind extends ToldFact["kind"]> = Extract<ToldFact, { readonly kind: Kind }>;

/** The timeline's texts of one language. */
export interface TimelineWords {
  readonly facts: {
    readonly [Kind in ToldFact["kind"]]: (fact: FactOf<Kind>) => FactWords;
  };
  /** A sentence about the connection's new state, after a fact that changed it. */
  readonly afterwards: Readonly<Record<ConnectionState, string>>;
  /** The same as a title, for `state_changed`. */
  readonly changed: Readonly<Record<ConnectionState, string>>;
}
