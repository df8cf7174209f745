/** The guide's words, in those of both of Planhat's interfaces. `**bold**` is what is written on Planhat's screen. */
import { createSignal } from "solid-js";
import type { Language } from "../../../ui/language.ts";
import { guideInEnglish } from "./guide-in-english.ts";

export const planhatInterfaces = ["classic", "new"] as const;
export type PlanhatInterface = (typeof planhatInterfaces)[number];

export const interfaceWords: Readonly<Record<PlanhatInterface, string>> = {
  classic: "Classic",
  new: "New (App Center)",
};

export interface GuideStep {
  readonly title: string;
  readonly text: string;
}

/** The eight steps in the words of each interface. */
export type GuideWords = Readonly<Record<PlanhatInterface, readonly GuideStep[]>>;

const [guideInDutch, setGuideInDutch] = createSignal<GuideWords>();

/** The guide in the reader's language. The Dutch one is fetched when it is first asked for; until it is here, the English. */
export function guideWordsIn(language: Language): { words: GuideWords; language: Language } {
  if (language === "nl" && guideInDutch() === undefined)
    void import("./guide-in-dutch.ts").then(
      (found) => setGuideInDutch(found.guideInDutch),
      // Asked for again the next time; the English one is there.
      () => undefined,
    );
  const dutch = language === "nl" ? guideInDutch() : undefined;
  return dutch === undefined
    ? { words: guideInEnglish, language: "en" }
    : { words: dutch, language: "nl" };
}

/** The step that tells how to show all companies. */
export const portfolioStep = 4;

/** How many steps the guide has; the last one is done on this page. */
export const stepCount = 8;
