/** A sentence by which the owner recognizes the Planhat that a token reads. Pure. */
import type { PlanhatIdentity } from "../../../api/types.ts";
import type { Language } from "../../../ui/language.ts";
import { countOf, formatCount } from "../../../ui/numbers.ts";

const namesShown = 3;

/** The sentence; undefined if nothing identifies the Planhat. */
export function describeIdentity(
  planhat: PlanhatIdentity | null | undefined,
  language: Language,
): string | undefined {
  if (planhat === null || planhat === undefined) return undefined;
  const { companies, companyNames, mailDomains } = planhat;
  if (companies === null && companyNames.length === 0 && mailDomains.length === 0) return undefined;
  return language === "nl" ? inDutch(planhat) : inEnglish(planhat);
}

function inEnglish({ companies, companyNames, mailDomains }: PlanhatIdentity): string {
  const whose =
    mailDomains[0] === undefined ? "This Planhat" : `This is the Planhat of ${mailDomains[0]}`;
  const names = joinNames(companyNames, "and");
  if (companies === null) return names === "" ? `${whose}.` : `${whose}, with ${names}.`;
  const count = countOf(companies, "company", "companies");
  const among = names === "" ? "" : companies > namesShown ? `, among them ${names}` : `: ${names}`;
  return mailDomains[0] === undefined
    ? `This Planhat holds ${count}${among}.`
    : `${whose}: ${count}${among.replace(":", ",")}.`;
}

function inDutch({ companies, companyNames, mailDomains }: PlanhatIdentity): string {
  const whose =
    mailDomains[0] === undefined ? "Deze Planhat" : `Dit is de Planhat van ${mailDomains[0]}`;
  const names = joinNames(companyNames, "en");
  if (companies === null) return names === "" ? `${whose}.` : `${whose}, met ${names}.`;
  const count = companies === 1 ? "1 bedrijf" : `${formatCount(companies)} bedrijven`;
  const among = names === "" ? "" : companies > namesShown ? `, waaronder ${names}` : `: ${names}`;
  return mailDomains[0] === undefined
    ? `Deze Planhat bevat ${count}${among}.`
    : `${whose}: ${count}${among.replace(":", ",")}.`;
}

function joinNames(names: readonly string[], and: string): string {
  const shown = names.slice(0, namesShown);
  const last = shown.at(-1) ?? "";
  return shown.length < 2 ? last : `${shown.slice(0, -1).join(", ")} ${and} ${last}`;
}
