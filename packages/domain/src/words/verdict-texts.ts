/** The texts about verdicts that every language must have. If a language lacks a text, it does not compile. */
import type { AnswerKind } from "../verdict/answers.ts";
import type { GapKind } from "../verdict/gaps.ts";
import type { VerdictKind } from "../verdict/kinds.ts";

/** The facts that texts can name. Labels are the English names of Planhat's permission boxes, as Planhat shows them. */
export interface Facts {
  /** The labels of all models that the verdict is about. */
  readonly labels: readonly string[];
  /** The labels as a part of a sentence. A long list names the first few labels and counts the others. */
  readonly list: string;
  /** The labels of all permissions that are missing, including models that are wanted but not required. */
  readonly boxes: readonly string[];
  /** How to open the service account in Planhat's interface: the interface that the reader chose, or both. */
  readonly openAccount: string;
  /**
   * The detail in words. For a pasted text: a sentence about its problem. For a region: its name. For a limited view:
   * how much is shown. For a wait for our own limit: the end of the wait. If hosts disagree: which host gave which
   * answer, without a full stop. Otherwise empty.
   */
  readonly detail: string;
  /** The status with which Planhat refuses every request of the token: 402, 410, 423 or 451. */
  readonly status?: number | undefined;
  /**
   * If hosts disagree: the answer that makes the verdict uncertain. For a limited view: the kind of gap (the sign that
   * only a part is shown).
   */
  readonly cause?: AnswerKind | GapKind | undefined;
}

/** An answer that does not accept the token. */
export type OpenAnswer = Exclude<AnswerKind, "rows" | "no_rows">;

/** Everything that a page says about one verdict, in one language. */
export interface VerdictTexts {
  /** The short name of inbox items with this verdict. */
  readonly name: string;
  /** The short name if the verdict is not certain. Only for kinds that can be uncertain. */
  readonly uncertainName?: string;
  /** What happened, in one sentence without a full stop. Usable as a headline. */
  readonly title: (facts: Facts) => string;
  /** The effect on the data, in one to three sentences. */
  readonly explanation: (facts: Facts) => string;
  /** The steps that the customer can take; empty if there is nothing to do. */
  readonly remedy: (facts: Facts) => readonly string[];
}

/**
 * The interface of Planhat for which a remedy is written: the interface that the reader chose, or both if the reader
 * chose none.
 */
export const remedyInterfaces = ["both", "classic", "new"] as const;
export type RemedyInterface = (typeof remedyInterfaces)[number];

/** The texts of one language about verdicts. */
export interface PageWords {
  readonly verdicts: Readonly<Record<VerdictKind, VerdictTexts>>;
  readonly openAccount: Readonly<Record<RemedyInterface, string>>;
  /** The answer of some hosts, as a part of a sentence. The part does not begin with the name of a host. */
  readonly answers: Readonly<Record<OpenAnswer, (hosts: string) => string>>;
  /** Joins parts, such as "A", "A and B" or "A, B and C". */
  readonly join: (parts: readonly string[]) => string;
  /** The sentence about models that had not answered when the verdict was given. */
  readonly pending: (list: string) => string;
  /**
   * The sentence about models that the check did not call, because it must wait first. `until` is the time at which our
   * own limit allows calls again; it is empty if Planhat asked us to wait.
   */
  readonly notCalled: (list: string, until: string) => string;
  /** The count of the rest of a long list, such as "4 more". */
  readonly more: (count: number) => string;
}
