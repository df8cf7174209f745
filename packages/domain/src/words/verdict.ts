/** What each verdict means, asks, and of whom: the one catalogue that pages, mails and the API speak from. */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";
import { modelLabels, modelNames } from "../plan/models.ts";
import { describePasteDetail } from "./paste.ts";
import { describeGap, parseGap } from "../verdict/gaps.ts";
import { findCause, parseHosts } from "../verdict/host-answers.ts";
import type { Audience } from "../verdict/kind-facts.ts";
import type { VerdictKind } from "../verdict/kinds.ts";
import { verdictTable } from "../verdict/kinds.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { isInconclusive } from "../verdict/verdict.ts";
import { parseOwnWait, splitDetail, splitPasteWarning } from "../verdict/verdict-detail.ts";
import { en } from "./en/verdict.ts";
import { nl } from "./nl/verdict.ts";
import type { Facts, PageWords, RemedyInterface } from "./verdict-texts.ts";

/** A verdict in words. */
export interface Explanation {
  /** One sentence that is the answer; fit for a headline. */
  readonly title: string;
  /** What it means for the data, in one to three sentences. */
  readonly explanation: string;
  /** What to do, step by step, in the words of both of Planhat's interfaces; empty where nothing is to be done. */
  readonly remedy: readonly string[];
  readonly audience: Audience;
  /** True where waiting alone can help: such checks are repeated by themselves. */
  readonly waitingHelps: boolean;
}

const catalogue: Readonly<Record<Language, PageWords>> = { en, nl };

/** A headline names a few; the remedy names all. */
const namedAtMost = 4;

/** What the words for a verdict are about. */
export function factsOf(
  verdict: Verdict,
  language: Language,
  where: RemedyInterface = "both",
): Facts {
  const { openAccount } = catalogue[language];
  const labels = verdict.models.map((model) => modelLabels[model]);
  const list = listLabels(labels, language);
  const detail = describeDetail(verdict, language);
  const denied = new Set([...verdict.models, ...(verdict.alsoDenied ?? [])]);
  return {
    labels,
    boxes: modelNames.filter((model) => denied.has(model)).map((model) => modelLabels[model]),
    openAccount: openAccount[where],
    list,
    detail,
    cause: causeOf(verdict),
  };
}

function listLabels(labels: readonly string[], language: Language): string {
  const { join, more } = catalogue[language];
  const named = labels.slice(0, namedAtMost - 1);
  return labels.length <= namedAtMost
    ? join(labels)
    : join([...named, more(labels.length - named.length)]);
}

/** True for the verdicts whose detail is which host said what. */
function tellsOfHosts(kind: VerdictKind): boolean {
  return verdictTable[kind].detail === "hosts";
}

function causeOf({ kind, detail: kept }: Verdict): Facts["cause"] {
  const { detail = "" } = splitDetail(kept);
  if (verdictTable[kind].detail === "gap") return parseGap(detail)?.kind;
  return tellsOfHosts(kind) ? findCause(detail) : undefined;
}

/** "Rejected by api and api-us4; no answer in time from api-eu". */
function describeHosts(detail: string, { answers, join }: PageWords): string {
  const parts = [...parseHosts(detail)].flatMap(([answer, hosts]) =>
    answer === "rows" || answer === "no_rows" ? [] : answers[answer](join(hosts)),
  );
  const text = parts.join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What exactly was seen, in words; empty where it is not known, or not known any more. */
function describeDetail({ kind, detail: kept }: Verdict, language: Language): string {
  const { detail = "" } = splitDetail(kept);
  switch (verdictTable[kind].detail) {
    case "region":
      return detail;
    case "gap": {
      const gap = parseGap(detail);
      return gap === undefined ? "" : `${modelLabels[gap.model]}: ${describeGap(gap, language)}`;
    }
    case "own_wait":
      return spellTime(parseOwnWait(detail));
    case "hosts":
      return describeHosts(detail, catalogue[language]);
    case "paste":
      return describePasteDetail(detail, language) ?? "";
    case "none":
      return "";
  }
}

/** What spoke against a rejected token before it was sent. */
function describeInconclusive(
  { kind, detail = "" }: Verdict,
  language: Language,
): string | undefined {
  const { warning } = splitPasteWarning(detail);
  return verdictTable[kind].token === "rejected" && warning !== undefined
    ? describePasteDetail(warning, language)
    : undefined;
}

/** Which models had not answered when the verdict was given. */
function describePending({ detail }: Verdict, language: Language): string | undefined {
  const labels = splitDetail(detail).pending.map((model) => modelLabels[model]);
  return labels.length === 0
    ? undefined
    : catalogue[language].pending(listLabels(labels, language));
}

/** "14:41:07 UTC"; empty where there is no time. */
function spellTime(at: Date | undefined): string {
  return at === undefined ? "" : `${at.toISOString().slice(11, 19)} UTC`;
}

/** The words for a verdict. Total: every kind has all of its texts in every language, or this does not compile. */
export function explainVerdict(
  verdict: Verdict,
  language: Language = defaultLanguage,
  where: RemedyInterface = "both",
): Explanation {
  const texts = catalogue[language].verdicts[verdict.kind];
  const facts = factsOf(verdict, language, where);
  const said = [
    describeInconclusive(verdict, language),
    texts.explanation(facts),
    describePending(verdict, language),
  ];
  return {
    title: texts.title(facts),
    explanation: said.filter((one) => one !== undefined).join(" "),
    remedy: texts.remedy(facts),
    audience: verdictTable[verdict.kind].audience,
    waitingHelps: isInconclusive(verdict.kind),
  };
}

/** The name of a verdict's group of problems, as short as a label. */
export function nameVerdict(kind: VerdictKind, language: Language): string {
  return catalogue[language].verdicts[kind].name;
}
