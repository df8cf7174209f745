/**
 * A gap (a sign that only a part of Planhat is shown) in words, and in the form that the detail of a verdict stores.
 */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";
import { isModelName } from "../plan/models.ts";
import type { Gap, GapKind } from "./gaps.ts";

/** A gap in a few words. Pages show these words beside the model. */
export function describeGap(gap: Gap, language: Language = defaultLanguage): string {
  const write = (count: number): string => count.toLocaleString(language === "nl" ? "nl" : "en-GB");
  const isDutch = language === "nl";
  const [seen, of, hidden] = [write(gap.seen), write(gap.of), write(gap.of - gap.seen)];
  switch (gap.kind) {
    case "listed_less":
    case "fewer_than_before":
      return isDutch ? `Toont ${seen} van ${of}` : `Shows ${seen} of ${of}`;
    case "none_shown":
      return isDutch ? "Toont niets" : "Shows none";
    case "unseen_companies":
      return isDutch
        ? `${hidden} van ${of} horen bij bedrijven die niet getoond worden`
        : `${hidden} of ${of} belong to companies that are not shown`;
    case "empty_field":
      return isDutch ? `Toont geen ${gap.field ?? "velden"}` : `Shows no ${gap.field ?? "fields"}`;
    case "told_less":
      return isDutch
        ? `Toont er ${seen}; er is gezegd dat er meer zijn`
        : `Shows ${seen}; it was said that there are more`;
  }
}

const gapKinds: readonly GapKind[] = [
  "listed_less",
  "fewer_than_before",
  "none_shown",
  "unseen_companies",
  "empty_field",
  "told_less",
];

/** A gap in the form that the detail of a verdict stores. The words are made when the verdict is read. */
export function formatGap({ model, kind, seen, of, field }: Gap): string {
  return [model, kind, seen, of, ...(field === undefined ? [] : [field])].join(" ");
}

/** The gap in the detail of a verdict; undefined if the detail contains no gap. */
export function parseGap(detail: string): Gap | undefined {
  const [modelText = "", kindText = "", seen = "", of = "", ...field] = detail.split(" ");
  const kind = gapKinds.find((known) => known === kindText);
  if (!isModelName(modelText) || kind === undefined) return undefined;
  const gap = { model: modelText, kind, seen: Number(seen), of: Number(of) };
  return field.length === 0 ? gap : { ...gap, field: field.join(" ") };
}
