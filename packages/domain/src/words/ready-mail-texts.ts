/** The texts of letters that every language must have: mails to the customer, and texts for Planhat's support. */
import type { VerdictKind } from "../verdict/kinds.ts";
import type { Facts } from "./verdict-texts.ts";

/** The facts that a mail can name. */
export interface MailFacts extends Facts {
  readonly tenantName: string;
}

/** The texts of letters about one verdict. */
export interface VerdictMails {
  readonly subject: (facts: Facts) => string;
  /** The reason for the mail, and the effect on the data. The steps follow it. */
  readonly opening: (facts: MailFacts) => string;
  /** The explanation and the question to Planhat's support, before the list of requests. */
  readonly support: (facts: Facts) => string;
}

/** The texts of letters in one language. */
export interface ReadyMailWords {
  readonly verdicts: Readonly<Record<VerdictKind, VerdictMails>>;
  /**
   * About records that Planhat no longer shows. `counts`: the number of records for each model. `labels`: the models.
   */
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
    /** Names the connection and the token. `lastFour` is null if the mail is about no token. */
    readonly about: (connectionName: string, lastFour: string | null) => string;
    /** Says that data that was stored before stays. */
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
    /** Names the tenant and the token that made the calls. `lastFour` is null if unknown. */
    readonly about: (tenantName: string, lastFour: string | null) => string;
    readonly requests: string;
    readonly noRequests: string;
    readonly noAnswer: string;
    readonly closing: string;
  };
}
