/** What the inbox says of a cause: its name, and how waiting affects the data. */
import type { Cause, Stage } from "../inbox/severity.ts";
import type { Language } from "../shared/language.ts";
import { impactOfUnread, nameUnread } from "../sync/unread-models.ts";
import { nameMissing } from "./missing-records.ts";
import { nameVerdict } from "./verdict.ts";

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
