/** What a language must say on a page. A verdict, or a text of one, that a language lacks does not compile. */
import type { AnswerKind } from "../verdict/answers.ts";
import type { GapKind } from "../verdict/gaps.ts";
import type { VerdictKind } from "../verdict/kinds.ts";

/** What the words are about. Labels are those of Planhat's own boxes: English in every language, as on its screens. */
export interface Facts {
  /** The labels of all models the verdict is about. */
  readonly labels: readonly string[];
  /** The same as a part of a sentence; of many, the first few and how many more. */
  readonly list: string;
  /** The labels of all boxes that are not ticked, also of models that are only wanted. */
  readonly boxes: readonly string[];
  /** How to open the account, in the interface of Planhat that the reader uses, or in both. */
  readonly openAccount: string;
  /** For a paste: a sentence on what is wrong with it. For a region: its name. For a limited view: how much is shown.
   *  For a wait of our own: until when. For a doubt: which host said what, without a full stop. Otherwise empty. */
  readonly detail: string;
  /** For a doubt: the answer that leaves most open. For a limited view: its kind. */
  readonly cause?: AnswerKind | GapKind | undefined;
}

/** An answer that accepts nothing: what is left to say is of which hosts. */
export type OpenAnswer = Exclude<AnswerKind, "rows" | "no_rows">;

/** Everything a page says about one verdict in one language. */
export interface VerdictTexts {
  /** The name of its group of problems, as short as a label. */
  readonly name: string;
  /** What happened, in one sentence that is the answer; without a full stop, fit for a headline. */
  readonly title: (facts: Facts) => string;
  /** What it means for the data, in one to three sentences. */
  readonly explanation: (facts: Facts) => string;
  /** What the customer can do, step by step; empty where nothing is to be done. */
  readonly remedy: (facts: Facts) => readonly string[];
}

/** Which of Planhat's interfaces a remedy is told for: the one a reader chose, or both where nobody chose. */
export const remedyInterfaces = ["both", "classic", "new"] as const;
export type RemedyInterface = (typeof remedyInterfaces)[number];

/** One language, as pages speak it. */
export interface PageWords {
  readonly verdicts: Readonly<Record<VerdictKind, VerdictTexts>>;
  readonly openAccount: Readonly<Record<RemedyInterface, string>>;
  /** What hosts said, as a part of a sentence that does not begin with a host. */
  readonly answers: Readonly<Record<OpenAnswer, (hosts: string) => string>>;
  /** "A", "A and B", "A, B and C". */
  readonly join: (parts: readonly string[]) => string;
  /** What is said of models that had not answered when the verdict was given. */
  readonly pending: (list: string) => string;
  /** How the rest of a long list is counted: "4 more". */
  readonly more: (count: number) => string;
}
