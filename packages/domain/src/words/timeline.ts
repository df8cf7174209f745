/**
 * Puts the facts of a connection's timeline into words. The database stores facts; the words are made here when a fact
 * is read.
 */
import type { Language } from "../shared/language.ts";
import { defaultLanguage } from "../shared/language.ts";
import { timelineEn } from "./en/timeline.ts";
import type { Happening, TimelineFact } from "../history/timeline-facts.ts";
import { timelineNl } from "./nl/timeline.ts";
import type { FactWords, TimelineWords, ToldFact } from "./timeline-texts.ts";
import { explainVerdict } from "./verdict.ts";

/** The shape and colour of a timeline line in the console. */
export type Tone = "ok" | "busy" | "warn" | "bad" | "idle";

/** A line of the timeline in words. */
export interface TimelineText extends FactWords {
  readonly tone: Tone;
}

const catalogue: Readonly<Record<Language, TimelineWords>> = { en: timelineEn, nl: timelineNl };

/** The facts whose words already name the new state. */
const selfEvident: readonly Happening["kind"][] = ["paused", "disconnected"];

/** The words for a fact. */
export function describeFact(
  fact: TimelineFact,
  language: Language = defaultLanguage,
): TimelineText {
  const { afterwards, changed } = catalogue[language];
  const tone = toneOf(fact);
  if (fact.kind === "state_changed")
    return { title: changed[fact.to ?? "connected"], detail: "", tone };
  const text = wordsFor(fact, catalogue[language]);
  if (fact.to === undefined || fact.to === fact.from || selfEvident.includes(fact.kind))
    return { ...text, tone };
  const after = afterwards[fact.to];
  return { ...text, detail: text.detail === "" ? after : `${text.detail} ${after}`, tone };
}

function wordsFor(fact: ToldFact, { facts }: TimelineWords): FactWords {
  // TypeScript cannot infer that the fact and the function belong to the same kind.
  const describe = facts[fact.kind] as (of: ToldFact) => FactWords;
  return describe(fact);
}

const tones: Readonly<
  Record<Exclude<Happening["kind"], "check_done" | "sync_done" | "custom_fields_changed">, Tone>
> = {
  connection_created: "idle",
  token_saved: "idle",
  token_promoted: "ok",
  token_destroyed: "idle",
  state_changed: "idle",
  invitation_created: "idle",
  invitation_withdrawn: "idle",
  invitation_used: "ok",
  data_erased: "idle",
  sync_cancel_asked: "idle",
  sync_requested: "busy",
  sync_approved: "ok",
  sync_declined: "warn",
  sync_started: "busy",
  paused: "idle",
  resumed: "ok",
  disconnected: "idle",
  mail_sent: "idle",
  confirmed: "ok",
  companies_answered: "idle",
  started_afresh: "warn",
  incident_joined: "busy",
  incident_left: "ok",
  doubt_lasts: "warn",
  deletes_held: "warn",
  deletes_withdrawn: "ok",
  deletes_released: "idle",
  records_kept: "idle",
  custom_fields_catalogued: "ok",
  data_late: "warn",
  schedule_changed: "idle",
  plan_changed: "idle",
  stream_denied: "warn",
};

const syncTones: Readonly<Record<string, Tone>> = {
  succeeded: "ok",
  succeeded_with_gaps: "warn",
  failed: "bad",
  cancelled: "idle",
};

function toneOf(fact: Happening): Tone {
  switch (fact.kind) {
    case "check_done": {
      const { audience, waitingHelps } = explainVerdict({ kind: fact.verdict, models: [] });
      if (fact.verdict === "connected") return "ok";
      return waitingHelps ? "busy" : audience === "nobody" ? "warn" : "bad";
    }
    case "sync_done":
      return syncTones[fact.state] ?? "idle";
    case "custom_fields_changed":
      // A new field is harmless. People who use a field must know that it was removed or has another type.
      return fact.changes.some(({ change }) => change === "removed" || change === "retyped")
        ? "warn"
        : "idle";
    default:
      return tones[fact.kind];
  }
}
