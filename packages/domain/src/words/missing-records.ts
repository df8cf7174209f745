/**
 * The words of the question to an operator about records that a full pass did not find.
 */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";
import type { HeldModel } from "../sync/held-deletions.ts";
import { modelLabels } from "../plan/models.ts";

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

/** The numbers of the question, such as "1,400 of 1,480 in Company". */
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

/** The finding and its possible reasons: the question about missing records, but without its numbers. */
export function explainMissing(
  models: readonly HeldModel[],
  language: Language = defaultLanguage,
): string {
  return `${whyAsked(models, language)} ${reasonOf(models, language)}`;
}

/** The question about missing records to an operator. */
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

/** The question as an inbox item: its title, the finding, and the steps for an operator. */
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

/** The short name of inbox items about missing records. */
export function nameMissing(language: Language): string {
  return words[language].title;
}
