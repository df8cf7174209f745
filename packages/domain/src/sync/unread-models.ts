/** The texts for operators about required models that a sync could not read although the token works. */
import type { Language } from "../shared/language.ts";
import type { ModelName } from "../plan/models.ts";
import { listLabels } from "../plan/models.ts";

interface UnreadWords {
  readonly title: string;
  readonly explanation: (list: string) => string;
  readonly remedy: (list: string) => readonly string[];
  readonly impact: string;
}

const words: Readonly<Record<Language, UnreadWords>> = {
  en: {
    title: "A required model cannot be read",
    explanation: (list) =>
      `The token works, and Planhat did not give all of this: ${list}. The other models are read, and nothing was removed.`,
    remedy: (list) => [
      "Open the last sync of the connection: it says for each model why it was given up.",
      `Where Planhat answers with errors or refuses the question, ask Planhat's support about ${list}; the text is ready below.`,
      "It is tried again with each sync, and this problem ends with the first one that reads it.",
    ],
    impact: "Predictions rest on a model that is not read any more, or only in part.",
  },
  nl: {
    title: "Een verplicht model kan niet worden gelezen",
    explanation: (list) =>
      `Het token werkt, maar Planhat gaf hiervan niet alles: ${list}. De andere modellen worden gelezen, en er is niets verwijderd.`,
    remedy: (list) => [
      "Open de laatste synchronisatie van de koppeling: die zegt per model waarom het is opgegeven.",
      `Antwoordt Planhat met fouten, of weigert het de vraag? Vraag de support van Planhat dan naar ${list}; de tekst staat hieronder klaar.`,
      "Bij elke synchronisatie wordt het opnieuw geprobeerd. Het probleem is voorbij zodra het model is gelezen.",
    ],
    impact:
      "Voorspellingen rusten op een model dat niet meer, of maar voor een deel, wordt gelezen.",
  },
};

/** The inbox item: its title, the finding, and the steps for an operator. */
export function describeUnread(
  models: readonly ModelName[],
  language: Language,
): { readonly title: string; readonly explanation: string; readonly remedy: readonly string[] } {
  const { title, explanation, remedy } = words[language];
  const list = listLabels(models);
  return { title, explanation: explanation(list), remedy: remedy(list) };
}

/** The short name of inbox items about unread models. */
export function nameUnread(language: Language): string {
  return words[language].title;
}

/** One sentence that says how waiting affects the data. */
export function impactOfUnread(language: Language): string {
  return words[language].impact;
}
