/** The texts about verdicts that every language must have. A language without one of them does not compile. */
import type { AnswerKind } from "../verdict/answers.ts";
import type { GapKind } from "../verdict/gaps.ts";
import type { VerdictKind } from "../verdict/kinds.ts";

/** The facts that texts can name. Labels are those of Planhat's permission boxes: English, as on its screens. */
export interface Facts {
  /** The labels of all models the verdict is about. */
  readonly labels: readonly string[];
  /** The labels as a part of a sentence; of a long list, the first few and how many more. */
  readonly list: string;
  /** The labels of all permissions that are missing, also of models that are only wanted. */
  readonly boxes: readonly string[];
  /** How to open the service account, in the interface of Planhat that the reader uses, or in both. */
  readonly openAccount: string;
  /**
   * For a paste: a sentence on what is wrong with it. For a region: its name. For a limited view: how much is shown.
   * For a wait for our own limit: until when. If hosts disagree: which host gave which answer, without a full stop.
   * Otherwise empty.
   */
  readonly detail: string;
  /** The status by which Planhat refuses whatever is asked: 402, 410, 423 or 451. */
  readonly status?: number | undefined;
  /** For the hosts' answers: the one that makes the verdict uncertain. For a limited view: the kind of gap. */
  readonly cause?: AnswerKind | GapKind | undefined;
}

/** An answer that does not accept the token. */
export type OpenAnswer = Exclude<AnswerKind, "rows" | "no_rows">;

/** Everything a page says about one verdict in one language. */
export interface VerdictTexts {
  /** The short name of the inbox items with this verdict. */
  readonly name: string;
  /** The same if it is not certain, for the kinds of which a verdict may be. */
  readonly uncertainName?: string;
  /** What happened, in one sentence without a full stop; usable as a headline. */
  readonly title: (facts: Facts) => string;
  /** What it means for the data, in one to three sentences. */
  readonly explanation: (facts: Facts) => string;
  /** What the customer can do, step by step; empty if there is nothing to do. */
  readonly remedy: (facts: Facts) => readonly string[];
}

/** The interface of Planhat that a remedy is written for: the reader's choice, or both if the reader chose none. */
export const remedyInterfaces = ["both", "classic", "new"] as const;
export type RemedyInterface = (typeof remedyInterfaces)[number];

/** The texts of one language about verdicts. */
export interface PageWords {
  readonly verdicts: Readonly<Record<VerdictKind, VerdictTexts>>;
  readonly openAccount: Readonly<Record<RemedyInterface, string>>;
  /** The answer of some hosts, as a part of a sentence that does not begin with a host. */
  readonly answers: Readonly<Record<OpenAnswer, (hosts: string) => string>>;
  /** "A", "A and B", "A, B and C". */
  readonly join: (parts: readonly string[]) => string;
  /** The sentence about models that had not answered when the verdict was given. */
  readonly pending: (list: string) => string;
  /** The sentence about models that were not asked; `until` is a time if the wait is ours, and empty if it is Planhat's. */
  readonly unasked: (list: string, until: string) => string;
  /** How the rest of a long list is counted: "4 more". */
  readonly more: (count: number) => string;
}
