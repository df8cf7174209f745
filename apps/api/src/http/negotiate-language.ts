import { defaultLanguage, isLanguage, type Language } from "@churned/domain/shared";

/**
 * The best of our languages for an `Accept-Language` header (RFC 9110, 12.5.4). English if the header names none of
 * them.
 */
export function negotiateLanguage(header: string | undefined): Language {
  let best: { language: Language; weight: number } | undefined;
  for (const range of header?.split(",") ?? []) {
    const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
    const language = tag === "*" ? defaultLanguage : tag.toLowerCase().split("-")[0];
    const weight = weightOf(parameters);
    if (language === undefined || !isLanguage(language) || weight <= 0) continue;
    // If two languages have the same weight, the first language wins.
    if (best === undefined || weight > best.weight) best = { language, weight };
  }
  return best?.language ?? defaultLanguage;
}

function weightOf(parameters: readonly string[]): number {
  const given = parameters.find((parameter) => parameter.startsWith("q="));
  if (given === undefined) return 1;
  const weight = Number(given.slice(2));
  return Number.isNaN(weight) ? 0 : weight;
}
