/**
 * Why a connection needs someone, and how severe the need is. The inbox is ordered by stage first. Connections with
 * landed (stored) data come first, because Churned still makes predictions from data that grows old. Then come
 * connections that worked but have no data yet, and last connections that never worked. Within a stage, items are
 * ordered by the severity of their need. Items with the same stage and need are ordered by waiting time, the longest
 * first.
 */
import type { Language } from "../shared/language.ts";
import { nameMissing } from "../words/missing-records.ts";
import { type VerdictKind, verdictKinds, verdictTable } from "../verdict/kinds.ts";
import { impactOfUnread, nameUnread } from "../sync/unread-models.ts";
import { isWorking } from "../verdict/verdict.ts";
import { nameVerdict } from "../words/verdict.ts";

/**
 * The needs that are not verdicts, with their severity on the scale of the verdict table. `decision`: an operator must
 * decide, and nothing is read until then. `unread_models`: the token works, but a sync could not read a required model.
 * `held_deletes`: the token works, but so many records are missing that an operator must decide. `token_to_confirm`:
 * the token in use works, but a newer token belongs to another Planhat and waits for an operator's confirmation.
 */
const otherNeeds = {
  decision: 160,
  unread_models: 105,
  held_deletes: 90,
  token_to_confirm: 80,
} as const;

/** Why a connection needs someone: a verdict, or another need. */
export type Need = VerdictKind | keyof typeof otherNeeds;

/**
 * The severity of each need; the highest number is the worst. A test checks that no two needs have the same severity.
 */
export const severities: Readonly<Record<Need, number>> = {
  ...otherNeeds,
  ...(Object.fromEntries(verdictKinds.map((kind) => [kind, verdictTable[kind].severity])) as Record<
    VerdictKind,
    number
  >),
};

/** All needs, the most severe first. */
export const needsBySeverity: readonly Need[] = (Object.keys(severities) as Need[]).toSorted(
  (a, b) => severities[b] - severities[a],
);

/**
 * How far a connection has come: `landed`: data landed; `worked`: a token worked but no data landed; `never_worked`: no
 * token ever worked.
 */
export const stages = ["landed", "worked", "never_worked"] as const;
export type Stage = (typeof stages)[number];

/** The common cause of a group of inbox items: the need, and how far the connections have come. */
export interface Cause {
  readonly need: Need;
  readonly stage: Stage;
}

/** The need of a connection that needs someone because of its state. */
export function needOf(verdict: VerdictKind | null): Need {
  return verdict === null || isWorking(verdict) ? "decision" : verdict;
}

const spelledStages: Readonly<Record<Stage, string>> = {
  landed: "",
  worked: ".no_data",
  never_worked: ".first",
};

/** The text of a cause in the HTTP API: `token_rejected`, `token_rejected.no_data` or `token_rejected.first`. */
export function spellCause({ need, stage }: Cause): string {
  return `${need}${spelledStages[stage]}`;
}

/** The rank of a cause by severity: 1 is the worst. */
export function severityRank({ need, stage }: Cause): number {
  return needsBySeverity.indexOf(need) + 1 + stages.indexOf(stage) * needsBySeverity.length;
}

/** The cause with this rank. Throws a RangeError if no cause has this rank. */
export function causeOfRank(rank: number): Cause {
  const need = needsBySeverity[(rank - 1) % needsBySeverity.length];
  const stage = stages[Math.floor((rank - 1) / needsBySeverity.length)];
  if (need === undefined || stage === undefined)
    throw new RangeError(`No cause has the rank ${rank}.`);
  return { need, stage };
}

interface InboxWords {
  readonly decision: string;
  readonly tokenToConfirm: string;
  readonly tokenWaits: string;
  readonly deletesWait: string;
  readonly titles: Readonly<Record<Stage, (name: string) => string>>;
  readonly neverWorked: string;
  readonly firstWorked: (ago: string) => string;
  readonly wasEmpty: (ago: string) => string;
  readonly neverComplete: string;
  readonly lastComplete: (ago: string) => string;
}

const words: Readonly<Record<Language, InboxWords>> = {
  en: {
    decision: "A decision is waiting",
    tokenToConfirm: "A token of another Planhat waits for a yes",
    tokenWaits: "The token in use keeps working; the newer one waits for an operator's yes.",
    deletesWait:
      "Nothing was removed: until it is decided, what may be gone in Planhat still counts here, and nothing else is removed.",
    titles: {
      landed: (name) => name,
      worked: (name) => `${name}, no data yet`,
      never_worked: (name) => `${name}, never worked`,
    },
    neverWorked: "Never worked: there is no data yet.",
    firstWorked: (ago) => `It first worked ${ago}; there is no data yet.`,
    wasEmpty: (ago) => `It held no records when it was last read completely, ${ago}.`,
    neverComplete: "The data here was never complete, and grows stale.",
    lastComplete: (ago) => `The data was last complete ${ago}, and grows stale.`,
  },
  nl: {
    decision: "Er wacht een beslissing",
    tokenToConfirm: "Een token van een andere Planhat wacht op akkoord",
    tokenWaits: "Het huidige token blijft werken; het nieuwe wacht op akkoord van Churned.",
    deletesWait:
      "Er is niets verwijderd: tot het besluit telt hier nog mee wat in Planhat misschien weg is, en wordt ook niets anders verwijderd.",
    titles: {
      landed: (name) => name,
      worked: (name) => `${name}, nog geen gegevens`,
      never_worked: (name) => `${name}, heeft nooit gewerkt`,
    },
    neverWorked: "Heeft nooit gewerkt: er zijn nog geen gegevens.",
    firstWorked: (ago) => `Werkte ${ago} voor het eerst; er zijn nog geen gegevens.`,
    wasEmpty: (ago) => `Er stonden geen gegevens in toen alles voor het laatst is gelezen, ${ago}.`,
    neverComplete: "De gegevens waren nooit volledig en verouderen.",
    lastComplete: (ago) => `De gegevens waren ${ago} voor het laatst volledig en verouderen.`,
  },
};

/** The name of a group of inbox items with the same cause. */
export function nameCause({ need, stage }: Cause, language: Language): string {
  const { decision, tokenToConfirm, titles } = words[language];
  const title = titles[stage];
  if (need === "token_to_confirm") return title(tokenToConfirm);
  if (need === "held_deletes") return title(nameMissing(language));
  if (need === "unread_models") return title(nameUnread(language));
  return title(need === "decision" ? decision : nameVerdict(need, language));
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

/**
 * One sentence that says how waiting affects the data. `freshAt`: when the data was last complete. `workedSince`: when
 * a token of the connection first worked.
 */
export function describeImpact(
  { need, stage }: Cause,
  times: { readonly freshAt: Date | null; readonly workedSince: Date | null; readonly now: Date },
  language: Language,
): string {
  const say = words[language];
  const { freshAt, workedSince, now } = times;
  const ago = (at: Date) => describeAgo(Math.max(0, now.getTime() - at.getTime()), language);
  if (need === "token_to_confirm") return say.tokenWaits;
  if (need === "held_deletes") return say.deletesWait;
  if (need === "unread_models") return impactOfUnread(language);
  if (stage === "landed")
    return freshAt === null ? say.neverComplete : say.lastComplete(ago(freshAt));
  if (freshAt !== null) return say.wasEmpty(ago(freshAt));
  return workedSince === null ? say.neverWorked : say.firstWorked(ago(workedSince));
}
