/** Records that a full pass found missing: whether they may be removed unasked, and how an operator is asked. */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";
import type { ModelName } from "../plan/models.ts";
import { modelLabels } from "../plan/models.ts";

/** One model's part of what is missing. */
export interface HeldModel {
  readonly model: ModelName;
  /** How many records are missing, */
  readonly missing: number;
  /** of how many that had landed. */
  readonly of: number;
  /** How many of them Planhat still has, by another list of its own: they are hidden from the token. */
  readonly hidden?: number;
  /** True where archived ones may be among them, because Planhat would not list those. */
  readonly mayBeArchived?: boolean;
  /** The pass that found them missing last, where that is an earlier one than the question's. */
  readonly syncId?: string;
}

/** Up to this many missing records of a model are removed unasked, however few it has. */
const missingAlwaysSafe = 20;
/** Else up to this share of them. */
const missingSafeShare = 0.1;

/**
 * Whether a pass may remove what it found missing. All of its models are judged together: a token that was narrowed
 * shows less of everything, and a small model would look as if a few records were gone. A model that is gone altogether
 * is never believed: an empty list is what a lost permission and a fault look like too, whatever its size. Nor is one of
 * which Planhat still has some: however few they are, what belongs to them is hidden with them. Nor one whose missing
 * records may be archived.
 */
export function mayRemove(models: readonly HeldModel[]): boolean {
  return models.every(
    ({ missing, of, hidden = 0, mayBeArchived = false }) =>
      missing === 0 ||
      (hidden === 0 &&
        !mayBeArchived &&
        missing < of &&
        (missing <= missingAlwaysSafe || missing < of * missingSafeShare)),
  );
}

interface MissingWords {
  readonly locale: string;
  readonly count: (missing: string, of: string, label: string) => string;
  readonly nothingShown: string;
  readonly muchMissing: string;
  readonly someHidden: string;
  readonly someArchived: string;
  readonly maybeArchived: string;
  readonly maybeGone: string;
  readonly maybeHidden: string;
  readonly ask: (why: string, counts: string, maybeGone: string) => string;
  readonly title: string;
  readonly remedy: (counts: string) => readonly string[];
}

const words: Readonly<Record<Language, MissingWords>> = {
  en: {
    locale: "en-GB",
    count: (missing, of, label) => `${missing} of ${of} in ${label}`,
    nothingShown: "Planhat shows nothing where there were records.",
    muchMissing: "Planhat no longer shows a large part of the records.",
    someHidden: "Planhat still has companies that it no longer shows to the token.",
    someArchived:
      "Planhat no longer shows these records, and it does not list archived records apart.",
    maybeArchived:
      "They may be archived in Planhat, which hides them, or removed there. Nothing was removed here.",
    maybeHidden:
      "Most likely the token was limited to a portfolio, and what belongs to those companies is hidden too. Nothing was removed.",
    maybeGone:
      "They may have been removed; or the token may see less than before, or Planhat may have answered wrongly. Nothing was removed.",
    ask: (why, counts, maybeGone) =>
      `${why} Missing: ${counts}. ${maybeGone} Remove them here too, or keep them?`,
    title: "Many records are missing in Planhat",
    remedy: (counts) => [
      `See whether they are still in Planhat, or ask the customer: ${counts}.`,
      "If they were removed there, remove them here too.",
      "If not, keep them, and have the customer let the token see everything again. What comes back withdraws the question.",
    ],
  },
  nl: {
    locale: "nl-NL",
    count: (missing, of, label) => `${missing} van ${of} in ${label}`,
    nothingShown: "Planhat toont niets meer waar gegevens waren.",
    muchMissing: "Planhat toont een groot deel van de gegevens niet meer.",
    someHidden: "Planhat heeft nog bedrijven die het niet meer aan het token toont.",
    someArchived:
      "Planhat toont deze gegevens niet meer, en het toont gearchiveerde gegevens niet apart.",
    maybeArchived:
      "Misschien zijn ze in Planhat gearchiveerd, en daardoor verborgen, of daar verwijderd. Hier is niets verwijderd.",
    maybeHidden:
      "Waarschijnlijk is het token beperkt tot een portfolio, en is wat bij die bedrijven hoort ook verborgen. Er is niets verwijderd.",
    maybeGone:
      "Misschien zijn ze verwijderd; misschien ziet het token minder dan eerst, of gaf Planhat een verkeerd antwoord. Er is niets verwijderd.",
    ask: (why, counts, maybeGone) =>
      `${why} Wat ontbreekt: ${counts}. ${maybeGone} Hier ook verwijderen, of bewaren?`,
    title: "In Planhat ontbreekt veel",
    remedy: (counts) => [
      `Kijk of het nog in Planhat staat, of vraag het de klant: ${counts}.`,
      "Is het daar verwijderd, verwijder het dan hier ook.",
      "Zo niet, bewaar het dan en laat de klant het token weer alles laten zien. Wat terugkomt, trekt de vraag vanzelf in.",
    ],
  },
};

/** "1,400 of 1,480 in Company": the question's numbers. */
export function countMissing(
  models: readonly HeldModel[],
  language: Language = defaultLanguage,
): string {
  const { locale, count } = words[language];
  const spell = (value: number): string => value.toLocaleString(locale);
  return models
    .map(({ model, missing, of }) => count(spell(missing), spell(of), modelLabels[model]))
    .join(", ");
}

const isHiding = (models: readonly HeldModel[]): boolean =>
  models.some(({ hidden = 0 }) => hidden > 0);

const isArchiving = (models: readonly HeldModel[]): boolean =>
  models.some(({ mayBeArchived = false }) => mayBeArchived);

const reasonOf = (models: readonly HeldModel[], language: Language): string => {
  if (isHiding(models)) return words[language].maybeHidden;
  return words[language][isArchiving(models) ? "maybeArchived" : "maybeGone"];
};

function whyAsked(models: readonly HeldModel[], language: Language): string {
  const { nothingShown, muchMissing, someHidden, someArchived } = words[language];
  if (isHiding(models)) return someHidden;
  if (isArchiving(models)) return someArchived;
  return models.some(({ missing, of }) => missing === of) ? nothingShown : muchMissing;
}

/** What was seen and what may be behind it: the question about missing records without its numbers. */
export function explainMissing(
  models: readonly HeldModel[],
  language: Language = defaultLanguage,
): string {
  return `${whyAsked(models, language)} ${reasonOf(models, language)}`;
}

/** The question that an operator is asked about them. */
export function askAboutMissing(
  models: readonly HeldModel[],
  language: Language = defaultLanguage,
): string {
  return words[language].ask(
    whyAsked(models, language),
    countMissing(models, language),
    reasonOf(models, language),
  );
}

/** The question as a problem: its title, what was seen, and what an operator does about it. */
export function describeMissing(
  models: readonly HeldModel[],
  language: Language,
): { readonly title: string; readonly explanation: string; readonly remedy: readonly string[] } {
  const { title, remedy } = words[language];
  return {
    title,
    explanation: explainMissing(models, language),
    remedy: remedy(countMissing(models, language)),
  };
}

/** The name of the problem that missing records are, as short as a label. */
export function nameMissing(language: Language): string {
  return words[language].title;
}
