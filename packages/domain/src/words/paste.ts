/** Puts the result of `inspectToken` into words. The page, the API and the terminal use the same words. */
import type { Language } from "../shared/language.ts";
import type { PasteChange, PasteWarning, PasteMistake, PasteTexts } from "./paste-texts.ts";
import { pastesInDutch } from "./nl/paste.ts";
import { pastesInEnglish } from "./en/paste.ts";

/**
 * The result of inspecting a pasted text. `inspectToken` of `@churned/planhat-client` returns an object of this form.
 */
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

/**
 * Notes about mistakes, removed parts and odd parts of a pasted text. Empty for an ordinary token and for an empty
 * field.
 */
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

/** The sentence about the mistake or warning that the `detail` of a check names; undefined if `detail` names none. */
export function describePasteDetail(detail: string, language: Language): string | undefined {
  const { mistakes, warnings } = texts[language];
  return ({ ...mistakes, ...warnings } as Readonly<Record<string, string>>)[detail];
}
