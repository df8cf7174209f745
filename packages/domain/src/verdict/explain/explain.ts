/** What each verdict means, asks, and of whom: the one catalogue that pages, mails and the API speak from. */
import type { Language } from "../../language.ts";
import { defaultLanguage } from "../../language.ts";
import { modelLabels, modelNames } from "../../models.ts";
import { describePasteDetail } from "../../paste/describe-paste.ts";
import { describeGap, parseGap } from "../gaps.ts";
import { findCause, parseHosts } from "../host-answers.ts";
import type { Verdict, VerdictKind } from "../kinds.ts";
import { isInconclusive } from "../kinds.ts";
import { parseOwnWait, splitDetail, splitPasteDoubt } from "../verdict-detail.ts";
import { en } from "./en.ts";
import { nl } from "./nl.ts";
import type { Facts, PageWords, RemedyInterface } from "./texts.ts";

/** Who must act on a verdict. */
export type Audience = "customer" | "operator" | "nobody";

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

const audiences: Readonly<Record<VerdictKind, Audience>> = {
  connected: "nobody",
  connected_partially: "nobody",
  malformed_token: "customer",
  wrong_secret: "customer",
  token_rejected: "customer",
  wrong_region: "customer",
  missing_permissions: "customer",
  restricted_view: "customer",
  different_planhat: "operator",
  throttled: "nobody",
  planhat_down: "nobody",
  unreachable: "nobody",
  unexpected_answer: "operator",
  our_fault: "operator",
};

const waitingHelps: Readonly<Record<VerdictKind, boolean>> = {
  connected: false,
  connected_partially: false,
  malformed_token: false,
  wrong_secret: false,
  token_rejected: false,
  wrong_region: false,
  missing_permissions: false,
  restricted_view: false,
  different_planhat: false,
  throttled: true,
  planhat_down: true,
  unreachable: true,
  unexpected_answer: true,
  our_fault: true,
};

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
  if (kind === "throttled" || kind === "our_fault") return false;
  return kind === "token_rejected" || kind === "missing_permissions" || isInconclusive(kind);
}

function causeOf({ kind, detail: kept }: Verdict): Facts["cause"] {
  const { detail = "" } = splitDetail(kept);
  if (kind === "restricted_view") return parseGap(detail)?.kind;
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
  if (kind === "wrong_region") return detail;
  if (kind === "restricted_view") {
    const gap = parseGap(detail);
    return gap === undefined ? "" : `${modelLabels[gap.model]}: ${describeGap(gap, language)}`;
  }
  if (kind === "throttled") return spellTime(parseOwnWait(detail));
  if (tellsOfHosts(kind)) return describeHosts(detail, catalogue[language]);
  return describePasteDetail(detail, language) ?? "";
}

/** What spoke against a rejected token before it was sent. */
function describeDoubt({ kind, detail = "" }: Verdict, language: Language): string | undefined {
  const { doubt } = splitPasteDoubt(detail);
  return kind === "token_rejected" && doubt !== undefined
    ? describePasteDetail(doubt, language)
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
    describeDoubt(verdict, language),
    texts.explanation(facts),
    describePending(verdict, language),
  ];
  return {
    title: texts.title(facts),
    explanation: said.filter((one) => one !== undefined).join(" "),
    remedy: texts.remedy(facts),
    audience: audiences[verdict.kind],
    waitingHelps: waitingHelps[verdict.kind],
  };
}

/** The name of a verdict's group of problems, as short as a label. */
export function nameVerdict(kind: VerdictKind, language: Language): string {
  return catalogue[language].verdicts[kind].name;
}
