/** Texts of the bar that appears while a page is not live, and when the page is live again. */
import type { Language } from "../ui/language.ts";

interface LiveWords {
  readonly notLive: (since: string) => string;
  readonly kept: string;
  readonly again: string;
  /** The text before the first successful read. */
  readonly notYet: string;
}

export const liveWords: Readonly<Record<Language, LiveWords>> = {
  en: {
    notLive: (since) => `Not live since ${since}. Trying again…`,
    kept: "What you see may be old. What you typed stays.",
    again: "Live again.",
    notYet: "Churned does not answer yet. This page tries again by itself.",
  },
  nl: {
    notLive: (since) => `Niet live sinds ${since}. Er wordt opnieuw geprobeerd…`,
    kept: "Wat je ziet kan verouderd zijn. Wat je typte blijft staan.",
    again: "Weer live.",
    notYet: "Churned antwoordt nog niet. Deze pagina probeert het vanzelf opnieuw.",
  },
};
