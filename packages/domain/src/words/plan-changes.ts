/** Puts the changes of a plan into words. */
import type { Language } from "../shared/language.ts";
import { modelLabels, wishes } from "../plan/models.ts";
import type { PlanChange, Wish } from "../plan/models.ts";

const words: Readonly<Record<Language, Readonly<Record<Wish, (labels: string) => string>>>> = {
  en: {
    required: (labels) => `Required: ${labels}.`,
    wanted: (labels) => `Wanted: ${labels}.`,
    off: (labels) => `Not read any more: ${labels}; what has landed of it stays.`,
  },
  nl: {
    required: (labels) => `Verplicht: ${labels}.`,
    wanted: (labels) => `Gewenst: ${labels}.`,
    off: (labels) => `Niet meer gelezen: ${labels}; wat er al van is, blijft.`,
  },
};

/** The changes in words, such as "Required: Project. Not read any more: NPS, Task; what has landed of it stays." */
export function describePlanChanges(changes: readonly PlanChange[], language: Language): string {
  const byWish = Map.groupBy(changes, ({ to }) => to);
  return wishes
    .flatMap((wish) => {
      const labels = byWish.get(wish)?.map(({ model }) => modelLabels[model]);
      return labels === undefined ? [] : [words[language][wish](labels.join(", "))];
    })
    .join(" ");
}
