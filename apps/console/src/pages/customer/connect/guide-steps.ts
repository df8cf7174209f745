/** The guide's words, in those of both of Planhat's interfaces. `**bold**` is what is written on Planhat's screen. */
import type { Language } from "../../../language.ts";
import { guideInDutch } from "./guide-in-dutch.ts";
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

export const guideWords: Readonly<Record<Language, GuideWords>> = {
  en: guideInEnglish,
  nl: guideInDutch,
};

/** How many steps the guide has; the last one is done on this page. */
export const stepCount = 8;
