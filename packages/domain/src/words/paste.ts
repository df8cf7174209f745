/** What `inspectToken` did to a paste and found in it, in words: the same on the page, by the API and in a terminal. */
import type { Language } from "../shared/language.ts";
import type { PasteChange, PasteWarning, PasteMistake, PasteTexts } from "./paste-texts.ts";
import { pastesInDutch } from "./nl/paste.ts";
import { pastesInEnglish } from "./en/paste.ts";

/** What is said about one paste; the inspections of `@churned/planhat-client` have this shape. */
export interface InspectedPaste {
  readonly changes: readonly PasteChange[];
  readonly problem: { readonly what: PasteMistake } | null;
  readonly warnings: readonly PasteWarning[];
}

export interface PasteNote {
  readonly tone: "ok" | "warn" | "bad";
  readonly text: string;
}

const texts: Readonly<Record<Language, PasteTexts>> = { en: pastesInEnglish, nl: pastesInDutch };

/** What is wrong, what was taken off, what looks odd. Empty for an ordinary token, and where nothing was pasted. */
export function describePaste(
  { changes, problem, warnings }: InspectedPaste,
  language: Language,
): readonly PasteNote[] {
  const said = texts[language];
  if (problem?.what === "empty") return [];
  if (problem !== null) return [{ tone: "bad", text: said.mistakes[problem.what] }];
  const removed: PasteNote[] =
    changes.length === 0
      ? []
      : [{ tone: "ok", text: said.removed(changes.map((change) => said.changes[change])) }];
  const spelled = warnings.map((warning) => said.warnings[warning]);
  if (spelled.length === 0) return removed;
  return [...removed, { tone: "warn", text: [...spelled, said.testedAllTheSame].join(" ") }];
}

/** The sentence on what a check's `detail` names; undefined where it names nothing of a paste. */
export function describePasteDetail(detail: string, language: Language): string | undefined {
  const { mistakes, warnings } = texts[language];
  return ({ ...mistakes, ...warnings } as Readonly<Record<string, string>>)[detail];
}
