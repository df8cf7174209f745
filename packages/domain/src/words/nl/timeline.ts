/** The timeline in Dutch. */
import { describeDrift } from "../../record/custom-fields.ts";
import { countMissing } from "../missing-records.ts";
import { modelLabels } from "../../plan/models.ts";
import { describePlanChanges } from "../plan-changes.ts";
import { formatEvery, formatMinutes } from "../../sync/sync-schedule.ts";
import type { Missing } from "../../history/timeline-facts.ts";
import { stateOfMail } from "../../history/mail-state.ts";
import type { TimelineWords } from "../timeline-texts.ts";
import { explainVerdict } from "../verdict.ts";
import type { ConfirmableKind } from "../../verdict/kinds.ts";

const count = (value: number): string => value.toLocaleString("nl-NL");
const tellMissing = (missing: Missing): string =>
  typeof missing === "string" ? missing : countMissing(missing, "nl");

const destroyedBecause = {
  rejected: "Planhat accepteerde het niet.",
  superseded: "Er is een nieuwer token opgeslagen.",
  expired: "Zeven dagen lang werkte het in geen enkele test.",
  replaced: "Een ander token kwam ervoor in de plaats.",
  dead: "Planhat accepteert het vervangen token niet meer.",
} as const;

const mailTitles = {
  sent: "Mail verstuurd",
  partly: "Mail aan sommigen verstuurd, aan anderen niet",
  waiting: "Mail gaat zo uit",
  unsent: "Mail niet bezorgd",
  written: "Mail geschreven",
} as const;

const triggers: Readonly<Record<string, string>> = {
  save: "Test na Save",
  manual: "Test",
  scheduled: "Geplande test",
  rotation: "Test van het vervangen token",
  incident: "Test tijdens een storing",
};

const endings: Readonly<Record<string, string>> = {
  succeeded: "Sync klaar",
  succeeded_with_gaps: "Sync klaar, met gaten",
  failed: "Sync gestopt",
  cancelled: "Sync geannuleerd",
};

const confirmed: Readonly<Record<ConfirmableKind, string>> = {
  restricted_view: "Bevestigd dat er maar een deel te zien is",
  different_planhat: "Bevestigd dat er vanaf nu een andere Planhat wordt gelezen",
};

export const timelineNl: TimelineWords = {
  afterwards: {
    awaiting_token: "De verbinding wacht nu op een token.",
    connected: "De verbinding werkt nu.",
    needs_customer: "De klant is nu aan zet.",
    needs_operator: "Churned is nu aan zet.",
    paused: "De verbinding staat nu op pauze.",
    disconnected: "De verbinding is nu losgekoppeld.",
  },
  changed: {
    awaiting_token: "De verbinding wacht op een token",
    connected: "De verbinding werkt",
    needs_customer: "De klant is aan zet",
    needs_operator: "Churned is aan zet",
    paused: "De verbinding staat op pauze",
    disconnected: "De verbinding is losgekoppeld",
  },
  facts: {
    connection_created: () => ({
      title: "Verbinding gemaakt",
      detail: "Ze wacht op haar token.",
    }),
    token_saved: () => ({
      title: "Token opgeslagen",
      detail: "Verzegeld; alleen de worker kan het openen.",
    }),
    check_done: ({ verdict, models, detail, trigger }) => ({
      title: explainVerdict(
        { kind: verdict, models, ...(detail === undefined ? {} : { detail }) },
        "nl",
      ).title,
      detail: `${triggers[trigger] ?? "Test"}.`,
    }),
    token_promoted: ({ replaced, host }) => ({
      title: replaced ? "Token vervangen" : "Token in gebruik",
      detail: `Geaccepteerd door ${host}.${replaced ? " Het oude kan in Planhat worden verwijderd." : ""}`,
    }),
    token_destroyed: ({ why }) => ({ title: "Token vernietigd", detail: destroyedBecause[why] }),
    invitation_created: ({ email }) => ({
      title: "Een collega is uitgenodigd",
      detail: `${email} mag 72 uur lang een token plakken.`,
    }),
    invitation_withdrawn: ({ email }) => ({
      title: "De uitnodiging is ingetrokken",
      detail: `${email}.`,
    }),
    invitation_used: ({ email }) => ({
      title: "De uitnodiging is voorbij",
      detail: `Er werkt een token, dus ${email} heeft haar niet meer nodig.`,
    }),
    data_erased: ({ records }) => ({
      title: "De gelezen gegevens zijn gewist",
      detail: `${count(records)} records.`,
    }),
    sync_cancel_asked: ({ reason }) => ({ title: "De sync wordt gestopt", detail: reason }),
    sync_requested: () => ({
      title: "Churned kreeg bericht",
      detail: "De klant vroeg om met de sync te beginnen.",
    }),
    sync_approved: () => ({ title: "Sync goedgekeurd", detail: "" }),
    sync_declined: ({ reason }) => ({ title: "Sync nog niet goedgekeurd", detail: reason }),
    sync_started: ({ mode }) => ({
      title: mode === "full" ? "Volledige sync begonnen" : "Sync begonnen",
      detail: "",
    }),
    sync_done: ({ state, records, reason }) => ({
      title: endings[state] ?? "Sync beëindigd",
      detail: [reason, `${count(records)} records gelezen.`].filter(Boolean).join(" "),
    }),
    paused: ({ reason }) => ({ title: "Op pauze gezet", detail: reason }),
    resumed: ({ reason }) => ({ title: "Hervat", detail: reason }),
    disconnected: ({ reason, data }) => ({
      title: "Losgekoppeld",
      detail: [
        reason,
        "Het token is vernietigd.",
        data === "erase" ? "De gelezen gegevens worden gewist." : undefined,
      ]
        .filter(Boolean)
        .join(" "),
    }),
    mail_sent: ({ subject, recipients, cause, delivery }) => ({
      title: mailTitles[stateOfMail(cause, delivery)],
      detail: `“${subject}”, aan ${recipients === 1 ? "één persoon" : `${recipients} personen`}.`,
    }),
    confirmed: ({ what, reason }) => ({
      title: confirmed[what],
      detail: reason ?? "",
    }),
    companies_answered: ({ isAll, count: companies }) => ({
      title: isAll
        ? "Gezegd dat alle bedrijven te zien zijn"
        : "Gezegd dat niet alle bedrijven te zien zijn",
      detail: isAll
        ? `Het token toont er ${count(companies)}, en dat zijn ze allemaal.`
        : `Het token toont er ${count(companies)}, en in Planhat zijn er meer.`,
    }),
    started_afresh: ({ records }) => ({
      title: "De gegevens van de vorige Planhat zijn gewist",
      detail: `${count(records)} records. De volgende sync leest alles.`,
    }),
    incident_joined: ({ host }) => ({
      title: "Tests wachten tot een storing voorbij is",
      detail: `${host === null ? "Ze treft alle hosts" : `Ze treft de host ${host}`}. Hier hoeft niets te gebeuren.`,
    }),
    incident_left: () => ({ title: "De storing is hier voorbij", detail: "De tests gaan door." }),
    doubt_lasts: ({ verdict }) => ({
      title: explainVerdict({ kind: verdict, models: [] }, "nl").title,
      detail: "Het ging niet vanzelf over. De mensen van Churned hebben bericht gekregen.",
    }),
    deletes_held: ({ missing }) => ({
      title: "Ontbrekende records wachten op een antwoord",
      detail: `${tellMissing(missing)}: te veel om ongevraagd te verwijderen. Churned beslist.`,
    }),
    deletes_withdrawn: () => ({
      title: "Ontbrekende records zijn terug",
      detail: "Er hoeft niets meer te worden beslist.",
    }),
    deletes_released: ({ missing, reason }) => ({
      title: "Ontbrekende records worden verwijderd",
      detail: `${tellMissing(missing)}. ${reason}`,
    }),
    records_kept: ({ missing, reason }) => ({
      title: "Ontbrekende records blijven",
      detail: `${tellMissing(missing)}. ${reason}`,
    }),
    custom_fields_catalogued: (fact) => ({
      title: `${count(fact.count)} custom ${fact.count === 1 ? "field" : "fields"} vastgelegd`,
      detail: "Wat eraan verandert, staat vanaf nu hier.",
    }),
    custom_fields_changed: ({ model, changes }) => ({
      title: `Custom fields van ${modelLabels[model]} veranderd`,
      detail: describeDrift(changes, "nl"),
    }),
    data_late: ({ freshAt, dueAt }) => ({
      title: "De gegevens dreigen te laat te komen",
      detail:
        freshAt === null
          ? `Nog geen sync heeft ze gebracht; ze zijn beloofd tegen ${dueAt}.`
          : `Ze zijn van ${freshAt}; vanaf ${dueAt} zijn ze ouder dan beloofd.`,
    }),
    schedule_changed: ({ schedule }) => ({
      title: "Schema veranderd",
      detail:
        typeof schedule === "string"
          ? schedule
          : `Veranderingen ${formatEvery(schedule.incrementalEveryMinutes, "nl")}, alles ${formatEvery(schedule.fullEveryMinutes, "nl")}; nooit ouder dan ${formatMinutes(schedule.freshWithinMinutes, "nl")}.`,
    }),
    plan_changed: ({ changes, reason }) => ({
      title: "Wat er wordt gelezen is veranderd",
      detail: `${describePlanChanges(changes, "nl")} ${reason}`,
    }),
    stream_denied: ({ model }) => ({
      title: `${modelLabels[model]} kon niet worden gelezen`,
      detail: "View is er niet voor aangevinkt.",
    }),
  },
};
