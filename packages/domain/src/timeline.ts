/** The timeline: everything that happened to a connection, in order, in words. Rows keep facts; words are made here. */
import type { FieldChanges } from "./custom-fields.ts";
import { describeDrift } from "./custom-fields.ts";
import type { ModelName } from "./models.ts";
import { modelLabels } from "./models.ts";
import type { ConnectionState } from "./connection.ts";
import type { VerdictKind } from "./verdict/kinds.ts";
import { explainVerdict } from "./verdict/explain/explain.ts";

/** One fact, as kept: what happened, and the connection's states before and after where it changed them. */
export type TimelineFact = Happening & {
  readonly from?: ConnectionState;
  readonly to?: ConnectionState;
};

type Happening =
  | { readonly kind: "connection_created" }
  | { readonly kind: "token_saved" }
  | {
      readonly kind: "check_done";
      readonly checkId: string;
      readonly trigger: string;
      readonly verdict: VerdictKind;
      readonly models: readonly ModelName[];
      readonly detail?: string;
    }
  | { readonly kind: "token_promoted"; readonly host: string; readonly replaced: boolean }
  | {
      readonly kind: "token_destroyed";
      readonly why: "rejected" | "superseded" | "expired" | "replaced" | "dead";
    }
  /** A change of state that nothing else tells of. */
  | { readonly kind: "state_changed" }
  | { readonly kind: "invitation_created"; readonly email: string }
  | { readonly kind: "invitation_withdrawn"; readonly email: string }
  | { readonly kind: "invitation_used"; readonly email: string }
  | { readonly kind: "data_erased"; readonly records: number }
  | { readonly kind: "sync_cancel_asked"; readonly syncId: string; readonly reason: string }
  | { readonly kind: "sync_requested"; readonly syncRequestId: string }
  | { readonly kind: "sync_approved"; readonly syncRequestId: string; readonly syncId: string }
  | { readonly kind: "sync_declined"; readonly syncRequestId: string; readonly reason: string }
  | { readonly kind: "sync_started"; readonly syncId: string; readonly mode: string }
  | {
      readonly kind: "sync_done";
      readonly syncId: string;
      readonly state: string;
      readonly records: number;
      readonly reason?: string;
    }
  | { readonly kind: "deletes_held"; readonly syncId: string; readonly missing: string }
  | { readonly kind: "deletes_withdrawn"; readonly syncId: string }
  | { readonly kind: "deletes_released"; readonly missing: string; readonly reason: string }
  | { readonly kind: "records_kept"; readonly missing: string; readonly reason: string }
  /** What a connection's custom fields were when they were first seen. */
  | { readonly kind: "custom_fields_catalogued"; readonly syncId: string; readonly count: number }
  | {
      readonly kind: "custom_fields_changed";
      readonly syncId: string;
      readonly model: ModelName;
      readonly changes: readonly FieldChanges[];
    }
  | { readonly kind: "data_late"; readonly freshAt: string; readonly dueAt: string }
  | { readonly kind: "schedule_changed"; readonly schedule: string }
  | { readonly kind: "paused"; readonly reason: string }
  | { readonly kind: "resumed"; readonly reason: string }
  | {
      readonly kind: "disconnected";
      readonly reason?: string;
      readonly data?: "keep" | "erase";
    }
  | { readonly kind: "mail_sent"; readonly subject: string; readonly recipients: number }
  | { readonly kind: "stream_denied"; readonly model: ModelName }
  | {
      readonly kind: "confirmed";
      readonly what: "restricted_view" | "different_planhat";
      readonly reason?: string;
    }
  | { readonly kind: "started_afresh"; readonly records: number }
  | { readonly kind: "incident_joined"; readonly incidentId: string; readonly host: string | null }
  | { readonly kind: "incident_left"; readonly incidentId: string }
  | { readonly kind: "doubt_lasts"; readonly verdict: VerdictKind };

/** How a line of the timeline looks: its shape and colour in the console. */
export type Tone = "ok" | "busy" | "warn" | "bad" | "idle";

/** A line of the timeline in words. */
export interface TimelineText {
  readonly title: string;
  readonly detail: string;
  readonly tone: Tone;
}

const destroyedBecause = {
  rejected: "Planhat did not accept it.",
  superseded: "A newer one was saved.",
  expired: "It did not work for seven days.",
  replaced: "Another one took its place.",
  dead: "Planhat accepts the replaced one no more.",
} as const;

const triggerWords: Readonly<Record<string, string>> = {
  save: "Test after Save",
  manual: "Test",
  scheduled: "Scheduled test",
  rotation: "Test of the replaced token",
  incident: "Test during an incident",
};

const syncEndings: Readonly<Record<string, { title: string; tone: Tone }>> = {
  succeeded: { title: "Sync finished", tone: "ok" },
  succeeded_with_gaps: { title: "Sync finished with gaps", tone: "warn" },
  failed: { title: "Sync stopped", tone: "bad" },
  cancelled: { title: "Sync cancelled", tone: "idle" },
};

const stateWords: Readonly<Record<ConnectionState, string>> = {
  awaiting_token: "waits for a token",
  connected: "is connected",
  needs_customer: "needs the customer",
  needs_operator: "needs Churned",
  paused: "is paused",
  disconnected: "is disconnected",
};
/** Facts whose words say already what the connection is afterwards. */
const selfEvident: readonly TimelineFact["kind"][] = ["paused", "disconnected", "state_changed"];

/** The words for a fact. */
export function describeFact(fact: TimelineFact): TimelineText {
  const text = describeHappening(fact);
  if (fact.to === undefined || fact.to === fact.from || selfEvident.includes(fact.kind))
    return text;
  const after = `It ${stateWords[fact.to]} now.`;
  return { ...text, detail: text.detail === "" ? after : `${text.detail} ${after}` };
}

function describeHappening(fact: TimelineFact): TimelineText {
  switch (fact.kind) {
    case "connection_created":
      return { title: "Connection made", detail: "It waits for its token.", tone: "idle" };
    case "token_saved":
      return { title: "Token saved", detail: "Sealed for the worker alone.", tone: "idle" };
    case "check_done": {
      const { title, audience, waitingHelps } = explainVerdict({
        kind: fact.verdict,
        models: fact.models,
        ...(fact.detail === undefined ? {} : { detail: fact.detail }),
      });
      const tone =
        fact.verdict === "connected"
          ? "ok"
          : waitingHelps
            ? "busy"
            : audience === "nobody"
              ? "warn"
              : "bad";
      return { title, detail: `${triggerWords[fact.trigger] ?? "Test"}.`, tone };
    }
    case "token_promoted":
      return {
        title: fact.replaced ? "Token replaced" : "Token in use",
        detail: `Accepted by ${fact.host}.${fact.replaced ? " The old one can be removed in Planhat." : ""}`,
        tone: "ok",
      };
    case "token_destroyed":
      return { title: "Token destroyed", detail: destroyedBecause[fact.why], tone: "idle" };
    case "state_changed":
      return {
        title: `The connection ${stateWords[fact.to ?? "connected"]}`,
        detail: "",
        tone: "idle",
      };
    case "invitation_created":
      return {
        title: "A colleague was invited",
        detail: `${fact.email} may paste a token for 72 hours.`,
        tone: "idle",
      };
    case "invitation_withdrawn":
      return { title: "The invitation was withdrawn", detail: `${fact.email}.`, tone: "idle" };
    case "invitation_used":
      return {
        title: "The invitation has ended",
        detail: `A token works, so ${fact.email} needs it no more.`,
        tone: "ok",
      };
    case "data_erased":
      return {
        title: "The landed data was erased",
        detail: `${fact.records.toLocaleString("en-GB")} records.`,
        tone: "idle",
      };
    case "sync_cancel_asked":
      return { title: "Stopping the sync", detail: fact.reason, tone: "idle" };
    case "sync_requested":
      return {
        title: "Churned was notified",
        detail: "The customer asked to begin syncing.",
        tone: "busy",
      };
    case "sync_approved":
      return { title: "Sync approved", detail: "", tone: "ok" };
    case "sync_declined":
      return { title: "Sync declined", detail: fact.reason, tone: "warn" };
    case "sync_started":
      return {
        title: fact.mode === "full" ? "Full sync started" : "Sync started",
        detail: "",
        tone: "busy",
      };
    case "sync_done": {
      const ending = syncEndings[fact.state] ?? { title: "Sync ended", tone: "idle" as const };
      const count = `${fact.records.toLocaleString("en-GB")} records read.`;
      return { ...ending, detail: fact.reason === undefined ? count : `${fact.reason} ${count}` };
    }
    case "paused":
      return { title: "Paused", detail: fact.reason, tone: "idle" };
    case "resumed":
      return { title: "Resumed", detail: fact.reason, tone: "ok" };
    case "disconnected":
      return {
        title: "Disconnected",
        detail: [
          fact.reason,
          "The token was destroyed.",
          fact.data === "erase" ? "The landed data is being erased." : undefined,
        ]
          .filter((sentence) => sentence !== undefined)
          .join(" "),
        tone: "idle",
      };
    case "mail_sent":
      return {
        title: "Mail sent",
        detail: `“${fact.subject}”, to ${fact.recipients === 1 ? "one person" : `${fact.recipients} people`}.`,
        tone: "idle",
      };
    case "confirmed":
      return {
        title:
          fact.what === "restricted_view"
            ? "Confirmed that only a part is shown"
            : "Confirmed that it reads another Planhat from now on",
        detail: fact.reason ?? "",
        tone: "ok",
      };
    case "started_afresh":
      return {
        title: "The earlier Planhat's records were erased",
        detail: `${fact.records.toLocaleString("en-GB")} records. The next sync reads everything.`,
        tone: "warn",
      };
    case "incident_joined":
      return {
        title: "Tests wait for an incident to end",
        detail: `${fact.host === null ? "It concerns all hosts" : `It concerns the host ${fact.host}`}. Nothing is to be done here.`,
        tone: "busy",
      };
    case "incident_left":
      return { title: "The incident is over here", detail: "Tests go on.", tone: "ok" };
    case "doubt_lasts":
      return {
        title: explainVerdict({ kind: fact.verdict, models: [] }).title,
        detail: "It did not mend itself. Churned looks into it.",
        tone: "warn",
      };
    case "deletes_held":
      return {
        title: "Missing records were kept",
        detail: `${fact.missing}: more than is safe to remove unasked. An operator was asked.`,
        tone: "warn",
      };
    case "deletes_withdrawn":
      return {
        title: "Missing records came back",
        detail: "Nothing needs to be decided any more.",
        tone: "ok",
      };
    case "deletes_released":
      return {
        title: "Missing records are removed",
        detail: `${fact.missing}. ${fact.reason}`,
        tone: "idle",
      };
    case "records_kept":
      return {
        title: "Missing records stay",
        detail: `${fact.missing}. ${fact.reason}`,
        tone: "idle",
      };
    case "custom_fields_catalogued":
      return {
        title:
          fact.count === 1
            ? "1 custom field catalogued"
            : `${fact.count.toLocaleString("en-GB")} custom fields catalogued`,
        detail: "From now on, what changes of them is told here.",
        tone: "ok",
      };
    case "custom_fields_changed":
      return {
        title: `Custom fields of ${modelLabels[fact.model]} changed`,
        detail: describeDrift(fact.changes),
        // What is new harms nothing; whoever reads a field that is gone or of another type must know.
        tone: fact.changes.some(({ change }) => change === "removed" || change === "retyped")
          ? "warn"
          : "idle",
      };
    case "data_late":
      return {
        title: "Data is about to be late",
        detail: `It is as of ${fact.freshAt}; by ${fact.dueAt} it is older than was promised.`,
        tone: "warn",
      };
    case "schedule_changed":
      return { title: "Schedule changed", detail: fact.schedule, tone: "idle" };
    case "stream_denied":
      return {
        title: `${modelLabels[fact.model]} could not be read`,
        detail: "View is not ticked for it.",
        tone: "warn",
      };
  }
}
