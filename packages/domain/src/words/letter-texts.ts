/** What a language must say in letters: mails to the customer, and texts for Planhat's support. */
import type { VerdictKind } from "../verdict/kinds.ts";
import type { Facts } from "./verdict-texts.ts";

/** What a mail is about. */
export interface MailFacts extends Facts {
  readonly tenantName: string;
}

/** What letters say about one verdict in one language. */
export interface VerdictLetters {
  readonly subject: (facts: Facts) => string;
  /** Why we write, and what it means for the data; the steps follow. */
  readonly opening: (facts: MailFacts) => string;
  /** What Planhat's support is told and asked, before the list of requests. */
  readonly support: (facts: Facts) => string;
}

/** One language, as letters speak it. */
export interface LetterWords {
  readonly verdicts: Readonly<Record<VerdictKind, VerdictLetters>>;
  /** About records that Planhat no longer shows. `counts` is how many of which; `labels` names the models. */
  readonly missing: {
    readonly subject: string;
    readonly opening: (tenantName: string, counts: string) => string;
    readonly steps: (labels: string) => readonly string[];
    readonly support: (counts: string) => string;
  };
  /** About models that cannot be read although the token works. */
  readonly unread: {
    readonly subject: (list: string) => string;
    readonly opening: (tenantName: string, list: string) => string;
    readonly steps: (list: string) => readonly string[];
    readonly support: (list: string) => string;
  };
  readonly mail: {
    readonly greeting: (names: readonly string[]) => string;
    /** Which connection it is about, and which of its tokens; `lastFour` is null where none is meant. */
    readonly about: (connectionName: string, lastFour: string | null) => string;
    /** Of data that was landed before. */
    readonly dataIsKept: string;
    readonly whatToDo: string;
    readonly nothingToDo: string;
    readonly seeHere: string;
    readonly stuck: string;
    readonly questions: string;
    readonly signature: string;
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
