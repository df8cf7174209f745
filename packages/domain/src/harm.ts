/**
 * What a connection that needs someone needs them for, and how much harm its waiting does. Problems are listed in this
 * order: first those whose data is here already and grows stale while predictions are still made from it, then first
 * connections that never worked; within each, by what is lost; within one cause, the one that waits longest.
 */
import type { Language } from "./language.ts";
import { nameMissing } from "./missing-records.ts";
import { isWorking, type VerdictKind } from "./verdict/kinds.ts";
import { nameVerdict } from "./verdict/explain/explain.ts";

/**
 * What somebody is needed for: a verdict; `token_to_confirm`, where the token in use works and a newer one of another
 * Planhat waits for an operator's yes; `held_deletes`, where it works and so many records are missing
 * that an operator is asked; `decision` for whatever else waits for one.
 */
export type Need = VerdictKind | "token_to_confirm" | "held_deletes" | "decision";

/** From the worst to the least, for connections whose data is here. */
export const needsByHarm = [
  // Only Churned can end these, and until then nothing is read for anybody.
  "different_planhat",
  "decision",
  // Nothing is read at all.
  "token_rejected",
  "malformed_token",
  "wrong_secret",
  "wrong_region",
  // Something that predictions cannot do without is not read.
  "missing_permissions",
  // What is read is wrong in silence: customers are left out.
  "restricted_view",
  // What may be gone in Planhat still counts here, and nothing else is removed until Churned decides.
  "held_deletes",
  // Nothing is lost yet, and only Churned can decide.
  "token_to_confirm",
  // Nothing about the token is known; most of it passes by itself.
  "our_fault",
  "unexpected_answer",
  "planhat_down",
  "unreachable",
  "throttled",
  // Works, with less. These never need anybody; they stand here so that the order is total.
  "connected_partially",
  "connected",
] as const satisfies readonly Need[];

/** A group of problems: what is needed, and whether data was landed before. */
export interface Cause {
  readonly need: Need;
  readonly hasLanded: boolean;
}

/** What a connection whose state says that it needs someone needs them for. */
export function needOf(verdict: VerdictKind | null): Need {
  return verdict === null || isWorking(verdict) ? "decision" : verdict;
}

/** How a cause is spelled on the wire: `token_rejected`, or `token_rejected.first` where nothing was landed yet. */
export function spellCause({ need, hasLanded }: Cause): string {
  return hasLanded ? need : `${need}.first`;
}

/** The harm of a cause: 1 is the worst. */
export function harmRank({ need, hasLanded }: Cause): number {
  return needsByHarm.indexOf(need) + 1 + (hasLanded ? 0 : needsByHarm.length);
}

/** The cause with this harm. Throws where there is none. */
export function causeOfRank(rank: number): Cause {
  const hasLanded = rank <= needsByHarm.length;
  const need = needsByHarm[hasLanded ? rank - 1 : rank - 1 - needsByHarm.length];
  if (need === undefined) throw new RangeError(`No cause has the rank ${rank}.`);
  return { need, hasLanded };
}

interface HarmWords {
  readonly decision: string;
  readonly tokenToConfirm: string;
  readonly tokenWaits: string;
  readonly deletesWait: string;
  readonly titleOf: (name: string, hasLanded: boolean) => string;
  readonly neverWorked: string;
  readonly neverComplete: string;
  readonly lastComplete: (ago: string) => string;
}

const words: Readonly<Record<Language, HarmWords>> = {
  en: {
    decision: "A decision is waiting",
    tokenToConfirm: "A token of another Planhat waits for a yes",
    tokenWaits: "The token in use keeps working; the newer one waits for an operator's yes.",
    deletesWait:
      "Nothing was removed: until it is decided, what may be gone in Planhat still counts here, and nothing else is removed.",
    titleOf: (name, hasLanded) => (hasLanded ? name : `${name}, never worked`),
    neverWorked: "Never worked: there is no data yet.",
    neverComplete: "The data here was never complete, and grows stale.",
    lastComplete: (ago) => `The data was last complete ${ago}, and grows stale.`,
  },
  nl: {
    decision: "Er wacht een beslissing",
    tokenToConfirm: "Een token van een andere Planhat wacht op akkoord",
    tokenWaits: "Het huidige token blijft werken; het nieuwe wacht op akkoord van Churned.",
    deletesWait:
      "Er is niets verwijderd: tot het besluit telt hier nog mee wat in Planhat misschien weg is, en wordt ook niets anders verwijderd.",
    titleOf: (name, hasLanded) => (hasLanded ? name : `${name}, heeft nooit gewerkt`),
    neverWorked: "Heeft nooit gewerkt: er zijn nog geen gegevens.",
    neverComplete: "De gegevens waren nooit volledig en verouderen.",
    lastComplete: (ago) => `De gegevens waren ${ago} voor het laatst volledig en verouderen.`,
  },
};

/** The name of a group of problems. */
export function nameCause({ need, hasLanded }: Cause, language: Language): string {
  const { decision, tokenToConfirm, titleOf } = words[language];
  if (need === "token_to_confirm") return titleOf(tokenToConfirm, hasLanded);
  if (need === "held_deletes") return titleOf(nameMissing(language), hasLanded);
  return titleOf(need === "decision" ? decision : nameVerdict(need, language), hasLanded);
}

const minuteMs = 60_000;
const steps = [
  { unit: "day", ms: 24 * 60 * minuteMs },
  { unit: "hour", ms: 60 * minuteMs },
  { unit: "minute", ms: minuteMs },
] as const;

/** "3 days ago", in whole units. */
function describeAgo(ms: number, language: Language): string {
  const step = steps.find((candidate) => ms >= candidate.ms) ?? steps[2];
  const format = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  return format.format(-Math.max(1, Math.floor(ms / step.ms)), step.unit);
}

/** What a problem does to the data while it waits, in a sentence. `freshAt`: when the data was last complete. */
export function describeHarm(
  { need, hasLanded }: Cause,
  times: { readonly freshAt: Date | null; readonly now: Date },
  language: Language,
): string {
  const { neverWorked, neverComplete, lastComplete, tokenWaits, deletesWait } = words[language];
  if (need === "token_to_confirm") return tokenWaits;
  if (need === "held_deletes") return deletesWait;
  if (!hasLanded) return neverWorked;
  if (times.freshAt === null) return neverComplete;
  const agoMs = Math.max(0, times.now.getTime() - times.freshAt.getTime());
  return lastComplete(describeAgo(agoMs, language));
}
