/** What a language must say in letters: mails to the customer, and texts for Planhat's support. */
import type { VerdictKind } from "../kinds.ts";
import type { Facts } from "./texts.ts";

/** What letters say about one verdict in one language. */
export interface VerdictLetters {
  readonly subject: (facts: Facts) => string;
  /** Why we write, in one or two sentences; the verdict's own words and its steps follow. */
  readonly opening: (about: { readonly tenantName: string }) => string;
  /** What Planhat's support is told and asked, before the list of requests. */
  readonly support: (facts: Facts) => string;
}

/** One language, as letters speak it. */
export interface LetterWords {
  readonly verdicts: Readonly<Record<VerdictKind, VerdictLetters>>;
  readonly mail: {
    readonly greeting: (names: readonly string[]) => string;
    readonly whatToDo: string;
    readonly nothingToDo: string;
    readonly seeHere: string;
    readonly closing: string;
  };
  readonly support: {
    readonly greeting: string;
    /** Whose calls they were. `lastFour` is null where the token's end is not known. */
    readonly about: (tenantName: string, lastFour: string | null) => string;
    readonly requests: string;
    readonly noRequests: string;
    readonly noAnswer: string;
    readonly closing: string;
  };
}
