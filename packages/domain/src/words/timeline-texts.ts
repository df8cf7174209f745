/** What a language must say of the timeline. A fact that a language lacks does not compile. */
import type { ConnectionState } from "../connection/connection.ts";
import type { Happening } from "../history/timeline-facts.ts";

/** What happened in a few words, and a sentence or two about it; empty where there is nothing to add. */
export interface FactWords {
  readonly title: string;
  readonly detail: string;
}

/** All but a change of state that nothing else tells of: that has words of its own. */
export type ToldFact = Exclude<Happening, { readonly kind: "state_changed" }>;
type FactOf<Kind extends ToldFact["kind"]> = Extract<ToldFact, { readonly kind: Kind }>;

/** One language, as the timeline speaks it. */
export interface TimelineWords {
  readonly facts: {
    readonly [Kind in ToldFact["kind"]]: (fact: FactOf<Kind>) => FactWords;
  };
  /** What a connection is after a fact that changed its state: a sentence. */
  readonly afterwards: Readonly<Record<ConnectionState, string>>;
  /** The same as a title, where nothing else tells of the change. */
  readonly changed: Readonly<Record<ConnectionState, string>>;
}
