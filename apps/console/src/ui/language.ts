/** The language of verdicts: the choice in the user menu, else the browser's language, else English. */
import { createSignal } from "solid-js";

export const languages = ["en", "nl"] as const;
export type Language = (typeof languages)[number];

/** Each language's own name for itself. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  nl: "Nederlands",
};

const storageKey = "language";

function readLanguage(): Language {
  try {
    const stored = localStorage.getItem(storageKey);
    const known = languages.find((language) => language === stored);
    if (known !== undefined) return known;
  } catch {
    // Storage is blocked: use the browser's language.
  }
  return navigator.language.startsWith("nl") ? "nl" : "en";
}

const [language, setLanguageSignal] = createSignal<Language>(readLanguage());
export { language };

export function chooseLanguage(next: Language): void {
  setLanguageSignal(next);
  try {
    localStorage.setItem(storageKey, next);
  } catch {
    // Storage is blocked: the choice lasts as long as the page.
  }
}
