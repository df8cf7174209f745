/** The texts of the guide, for both interfaces of Planhat. `**bold**` marks texts on Planhat's screen. */
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

/** The eight steps, for each interface. */
export type GuideWords = Readonly<Record<PlanhatInterface, readonly GuideStep[]>>;

const [guideInDutch, setGuideInDutch] = createSignal<GuideWords>();

/**
 * The guide in the reader's language. The Dutch texts are loaded on demand. Until then, the English texts are shown.
 */
export function guideWordsIn(language: Language): { words: GuideWords; language: Language } {
  if (language === "nl" && guideInDutch() === undefined)
    void import("./guide-in-dutch.ts").then(
      (found) => setGuideInDutch(found.guideInDutch),
      // The next call loads the texts again. Until then, the English texts are shown.
      () => undefined,
    );
  const dutch = language === "nl" ? guideInDutch() : undefined;
  return dutch === undefined
    ? { words: guideInEnglish, language: "en" }
    : { words: dutch, language: "nl" };
}

/** The step that explains how to show all companies. */
export const portfolioStep = 4;

/** The number of steps. The last step happens on this page. */
export const stepCount = 8;
