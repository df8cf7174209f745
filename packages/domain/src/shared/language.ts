/**
 * The languages of texts for customers. The labels of Planhat's screens stay in English, because Planhat shows them in
 * English.
 */
export const languages = ["en", "nl"] as const;
export type Language = (typeof languages)[number];

/** The language if nobody chose one. */
export const defaultLanguage: Language = "en";

export function isLanguage(text: string): text is Language {
  return (languages as readonly string[]).includes(text);
}
