/** The words for each verdict. Pages, mails and the API share them. */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";
import { modelLabels, modelNames } from "../plan/models.ts";
import { describePasteDetail } from "./paste.ts";
import { describeGap, parseGap } from "../verdict/gap-detail.ts";
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
  /** The conclusion in one sentence. Usable as a headline. */
  readonly title: string;
  /** The effect on the data, in one to three sentences. */
  readonly explanation: string;
  /**
   * The steps to take; empty if there is nothing to do. They cover both interfaces of Planhat unless the reader chose
   * one.
   */
  readonly remedy: readonly string[];
  readonly audience: Audience;
  /** True if waiting alone can help. Such checks are repeated automatically. */
  readonly waitingHelps: boolean;
}

const catalogue: Readonly<Record<Language, PageWords>> = { en, nl };

/** The greatest number of models that a headline names. The remedy names all models. */
const namedAtMost = 4;

/** The facts from which the words for a verdict are made. */
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
    status: splitDetail(verdict.detail).withheldBy,
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

/** True for the verdicts whose detail says which host gave which answer. */
function tellsOfHosts(kind: VerdictKind): boolean {
  return verdictTable[kind].detail === "hosts";
}

function causeOf({ kind, detail: kept }: Verdict): Facts["cause"] {
  const { detail = "" } = splitDetail(kept);
  if (verdictTable[kind].detail === "gap") return parseGap(detail)?.kind;
  return tellsOfHosts(kind) ? findCause(detail) : undefined;
}

/** The answers of hosts in words, such as "Rejected by api and api-us4; no answer in time from api-eu". */
function describeHosts(detail: string, { answers, join }: PageWords): string {
  const parts = [...parseHosts(detail)].flatMap(([answer, hosts]) =>
    answer === "rows" || answer === "no_rows" ? [] : answers[answer](join(hosts)),
  );
  const text = parts.join("; ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The detail in words; empty if there is no detail, or if its format is no longer known. */
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
      return formatTime(parseOwnWait(detail));
    case "hosts":
      return describeHosts(detail, catalogue[language]);
    case "paste":
      return describePasteDetail(detail, language) ?? "";
    case "none":
      return "";
  }
}

/** The warning about the text of a rejected token. The text looked odd before it was sent. */
function describePasteWarning(
  { kind, detail = "" }: Verdict,
  language: Language,
): string | undefined {
  const { warning } = splitPasteWarning(detail);
  return verdictTable[kind].token === "rejected" && warning !== undefined
    ? describePasteDetail(warning, language)
    : undefined;
}

/** Names the models that had not answered when the verdict was given. */
function describePending({ detail }: Verdict, language: Language): string | undefined {
  const labels = splitDetail(detail).pending.map((model) => modelLabels[model]);
  return labels.length === 0
    ? undefined
    : catalogue[language].pending(listLabels(labels, language));
}

/** Names the models that were not asked for, and says when they will be. */
function describeNotCalled({ detail }: Verdict, language: Language): string | undefined {
  const { notCalled } = splitDetail(detail);
  if (notCalled === undefined) return undefined;
  const labels = notCalled.models.map((model) => modelLabels[model]);
  return catalogue[language].notCalled(listLabels(labels, language), formatTime(notCalled.until));
}

/** A time such as "14:41:07 UTC"; empty if there is no time. */
function formatTime(at: Date | undefined): string {
  return at === undefined ? "" : `${at.toISOString().slice(11, 19)} UTC`;
}

/** The words for a verdict. If a language lacks the texts of a kind, it does not compile. */
export function explainVerdict(
  verdict: Verdict,
  language: Language = defaultLanguage,
  where: RemedyInterface = "both",
): Explanation {
  const texts = catalogue[language].verdicts[verdict.kind];
  const facts = factsOf(verdict, language, where);
  const said = [
    describePasteWarning(verdict, language),
    texts.explanation(facts),
    describePending(verdict, language),
    describeNotCalled(verdict, language),
  ];
  return {
    title: texts.title(facts),
    explanation: said.filter((one) => one !== undefined).join(" "),
    remedy: texts.remedy(facts),
    audience: verdictTable[verdict.kind].audience,
    waitingHelps: isInconclusive(verdict.kind),
  };
}

/** The short name of this verdict, and of the inbox items with this verdict. */
export function nameVerdict(kind: VerdictKind, language: Language, isUncertain = false): string {
  const { name, uncertainName = name } = catalogue[language].verdicts[kind];
  return isUncertain ? uncertainName : name;
}
