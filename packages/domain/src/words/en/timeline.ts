/** The timeline in English. */
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

const count = (value: number): string => value.toLocaleString("en-GB");
const tellMissing = (missing: Missing): string =>
  typeof missing === "string" ? missing : countMissing(missing, "en");

const destroyedBecause = {
  rejected: "Planhat did not accept it.",
  superseded: "A newer one was saved.",
  expired: "No test found it working for seven days.",
  replaced: "Another one took its place.",
  dead: "Planhat accepts the replaced one no more.",
} as const;

const mailTitles = {
  sent: "Mail sent",
  partly: "Mail sent to some, and not to others",
  waiting: "Mail about to go out",
  unsent: "Mail not delivered",
  written: "Mail written",
} as const;

const triggers: Readonly<Record<string, string>> = {
  save: "Test after Save",
  manual: "Test",
  scheduled: "Scheduled test",
  rotation: "Test of the replaced token",
  incident: "Test during an incident",
};

const endings: Readonly<Record<string, string>> = {
  succeeded: "Sync finished",
  succeeded_with_gaps: "Sync finished with gaps",
  failed: "Sync stopped",
  cancelled: "Sync cancelled",
};

const confirmed: Readonly<Record<ConfirmableKind, string>> = {
  restricted_view: "Confirmed that only a part is shown",
  different_planhat: "Confirmed that it reads another Planhat from now on",
};

export const timelineEn: TimelineWords = {
  afterwards: {
    awaiting_token: "It waits for a token now.",
    connected: "It is connected now.",
    needs_customer: "It needs the customer now.",
    needs_operator: "It needs Churned now.",
    paused: "It is paused now.",
    disconnected: "It is disconnected now.",
  },
  changed: {
    awaiting_token: "The connection waits for a token",
    connected: "The connection is connected",
    needs_customer: "The connection needs the customer",
    needs_operator: "The connection needs Churned",
    paused: "The connection is paused",
    disconnected: "The connection is disconnected",
  },
  facts: {
    connection_created: () => ({ title: "Connection made", detail: "It waits for its token." }),
    token_saved: () => ({ title: "Token saved", detail: "Sealed for the worker alone." }),
    check_done: ({ verdict, models, detail, trigger }) => ({
      title: explainVerdict(
        { kind: verdict, models, ...(detail === undefined ? {} : { detail }) },
        "en",
      ).title,
      detail: `${triggers[trigger] ?? "Test"}.`,
    }),
    token_promoted: ({ replaced, host }) => ({
      title: replaced ? "Token replaced" : "Token in use",
      detail: `Accepted by ${host}.${replaced ? " The old one can be removed in Planhat." : ""}`,
    }),
    token_destroyed: ({ why }) => ({ title: "Token destroyed", detail: destroyedBecause[why] }),
    invitation_created: ({ email }) => ({
      title: "A colleague was invited",
      detail: `${email} may paste a token for 72 hours.`,
    }),
    invitation_withdrawn: ({ email }) => ({
      title: "The invitation was withdrawn",
      detail: `${email}.`,
    }),
    invitation_used: ({ email }) => ({
      title: "The invitation has ended",
      detail: `A token works, so ${email} needs it no more.`,
    }),
    data_erased: ({ records }) => ({
      title: "The landed data was erased",
      detail: `${count(records)} records.`,
    }),
    sync_cancel_asked: ({ reason }) => ({ title: "Stopping the sync", detail: reason }),
    sync_requested: () => ({
      title: "Churned was notified",
      detail: "The customer asked to begin syncing.",
    }),
    sync_approved: () => ({ title: "Sync approved", detail: "" }),
    sync_declined: ({ reason }) => ({ title: "Sync declined", detail: reason }),
    sync_started: ({ mode }) => ({
      title: mode === "full" ? "Full sync started" : "Sync started",
      detail: "",
    }),
    sync_done: ({ state, records, reason }) => ({
      title: endings[state] ?? "Sync ended",
      detail: [reason, `${count(records)} records read.`].filter(Boolean).join(" "),
    }),
    paused: ({ reason }) => ({ title: "Paused", detail: reason }),
    resumed: ({ reason }) => ({ title: "Resumed", detail: reason }),
    disconnected: ({ reason, data }) => ({
      title: "Disconnected",
      detail: [
        reason,
        "The token was destroyed.",
        data === "erase" ? "The landed data is being erased." : undefined,
      ]
        .filter(Boolean)
        .join(" "),
    }),
    mail_sent: ({ subject, recipients, cause, delivery }) => ({
      title: mailTitles[stateOfMail(cause, delivery)],
      detail: `“${subject}”, to ${recipients === 1 ? "one person" : `${recipients} people`}.`,
    }),
    confirmed: ({ what, reason }) => ({
      title: confirmed[what],
      detail: reason ?? "",
    }),
    companies_answered: ({ isAll, count: companies }) => ({
      title: isAll ? "Said that all companies are shown" : "Said that not all companies are shown",
      detail: isAll
        ? `The token shows ${count(companies)}, and that is all of them.`
        : `The token shows ${count(companies)}, and there are more in Planhat.`,
    }),
    started_afresh: ({ records }) => ({
      title: "The earlier Planhat's records were erased",
      detail: `${count(records)} records. The next sync reads everything.`,
    }),
    incident_joined: ({ host }) => ({
      title: "Tests wait for an incident to end",
      detail: `${host === null ? "It concerns all hosts" : `It concerns the host ${host}`}. Nothing is to be done here.`,
    }),
    incident_left: () => ({ title: "The incident is over here", detail: "Tests go on." }),
    doubt_lasts: ({ verdict }) => ({
      title: explainVerdict({ kind: verdict, models: [] }, "en").title,
      detail: "It did not mend itself. Churned's people were told.",
    }),
    deletes_held: ({ missing }) => ({
      title: "Missing records wait for an answer",
      detail: `${tellMissing(missing)}: more than is safe to remove without asking. An operator was asked.`,
    }),
    deletes_withdrawn: () => ({
      title: "Missing records came back",
      detail: "Nothing needs to be decided any more.",
    }),
    deletes_released: ({ missing, reason }) => ({
      title: "Missing records are removed",
      detail: `${tellMissing(missing)}. ${reason}`,
    }),
    records_kept: ({ missing, reason }) => ({
      title: "Missing records stay",
      detail: `${tellMissing(missing)}. ${reason}`,
    }),
    custom_fields_catalogued: (fact) => ({
      title: `${count(fact.count)} custom ${fact.count === 1 ? "field" : "fields"} catalogued`,
      detail: "From now on, what changes of them is told here.",
    }),
    custom_fields_changed: ({ model, changes }) => ({
      title: `Custom fields of ${modelLabels[model]} changed`,
      detail: describeDrift(changes, "en"),
    }),
    data_late: ({ freshAt, dueAt }) => ({
      title: "Data is about to be late",
      detail:
        freshAt === null
          ? `No sync has brought any yet; it was promised by ${dueAt}.`
          : `It is as of ${freshAt}; by ${dueAt} it is older than was promised.`,
    }),
    schedule_changed: ({ schedule }) => ({
      title: "Schedule changed",
      detail:
        typeof schedule === "string"
          ? schedule
          : `Changes ${formatEvery(schedule.incrementalEveryMinutes)}, everything ${formatEvery(schedule.fullEveryMinutes)}; never older than ${formatMinutes(schedule.freshWithinMinutes)}.`,
    }),
    plan_changed: ({ changes, reason }) => ({
      title: "What is read has changed",
      detail: `${describePlanChanges(changes, "en")} ${reason}`,
    }),
    stream_denied: ({ model }) => ({
      title: `${modelLabels[model]} could not be read`,
      detail: "View is not ticked for it.",
    }),
  },
};
