/** The languages in which customers are spoken to. Words that are written on Planhat's screens stay Planhat's, in English. */
export const languages = ["en", "nl"] as const;
export type Language = (typeof languages)[number];

/** What is spoken where nobody chose. */
export const defaultLanguage: Language = "en";

/** True where text names one of the languages. */
export function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text);
}
