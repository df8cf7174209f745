/** The texts of the timeline that every language must have. If a language lacks a text, it does not compile. */
import type { ConnectionState } from "../connection/connection.ts";
import type { Happening } from "../history/timeline-facts.ts";

/** The title says what happened in a few words. The detail has one or two more sentences, or is empty. */
export interface FactWords {
  readonly title: string;
  readonly detail: string;
}

/** All facts except `state_changed`. The words of `state_changed` depend only on the new state (`changed`). */
export type ToldFact = Exclude<Happening, { readonly kind: "state_changed" }>;
type FactOf<Kind extends ToldFact["kind"]> = Extract<ToldFact, { readonly kind: Kind }>;

/** The texts of the timeline in one language. */
export interface TimelineWords {
  readonly facts: {
    readonly [Kind in ToldFact["kind"]]: (fact: FactOf<Kind>) => FactWords;
  };
  /** A sentence about the new state of the connection. It follows a fact that changed the state. */
  readonly afterwards: Readonly<Record<ConnectionState, string>>;
  /** The new state as a title, for `state_changed`. */
  readonly changed: Readonly<Record<ConnectionState, string>>;
}
