/** The facts on the timeline, stored as data. The words are made when a fact is read: see words/timeline.ts. */
import type { FieldChanges } from "../record/custom-fields.ts";
import type { ModelName, PlanChange } from "../plan/models.ts";
import type { ConnectionState } from "../connection/connection.ts";
import type { HeldModel } from "../sync/held-deletions.ts";
import type { SyncSchedule } from "../sync/sync-schedule.ts";
import type { ConfirmableKind, VerdictKind } from "../verdict/kinds.ts";

/** The missing records of each model. Facts of older versions contain a text instead. */
export type Missing = readonly HeldModel[] | string;

/**
 * The number of recipients to whom a mail was sent, to whom it still has to be sent, and to whom it could not be sent.
 */
export interface MailDelivery {
  readonly sent: number;
  readonly waiting: number;
  readonly unsent: number;
}

/** A fact as stored: what happened, and the states of the connection before and after, if the state changed. */
export type TimelineFact = Happening & {
  readonly from?: ConnectionState;
  readonly to?: ConnectionState;
};

/** What happened, without the states of the connection. */
export type Happening =
  | { readonly kind: "connection_created" }
  | { readonly kind: "token_saved" }
  | {
      readonly kind: "check_done";
      readonly checkId: string;
      readonly trigger: string;
      readonly verdict: VerdictKind;
      readonly models: readonly ModelName[];
      readonly detail?: string;
      /** The id of the person who asked for the check; absent if no person asked. */
      readonly askedBy?: string;
    }
  | { readonly kind: "token_promoted"; readonly host: string; readonly replaced: boolean }
  | {
      readonly kind: "token_destroyed";
      readonly why: "rejected" | "superseded" | "expired" | "replaced" | "dead";
    }
  /** A change of state that no other fact explains. */
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
  | { readonly kind: "deletes_held"; readonly syncId: string; readonly missing: Missing }
  | { readonly kind: "deletes_withdrawn"; readonly syncId: string }
  | { readonly kind: "deletes_released"; readonly missing: Missing; readonly reason: string }
  | { readonly kind: "records_kept"; readonly missing: Missing; readonly reason: string }
  /** The custom fields of a connection were read for the first time. */
  | { readonly kind: "custom_fields_catalogued"; readonly syncId: string; readonly count: number }
  | {
      readonly kind: "custom_fields_changed";
      readonly syncId: string;
      readonly model: ModelName;
      readonly changes: readonly FieldChanges[];
    }
  | { readonly kind: "data_late"; readonly freshAt: string | null; readonly dueAt: string }
  | { readonly kind: "schedule_changed"; readonly schedule: SyncSchedule | string }
  | {
      readonly kind: "plan_changed";
      readonly changes: readonly PlanChange[];
      readonly reason: string;
    }
  | { readonly kind: "paused"; readonly reason: string }
  | { readonly kind: "resumed"; readonly reason: string }
  | {
      readonly kind: "disconnected";
      readonly reason?: string;
      readonly data?: "keep" | "erase";
    }
  | {
      readonly kind: "mail_sent";
      readonly subject: string;
      readonly recipients: number;
      /**
       * The cause of the notifications, which is the key to look up their delivery; absent in facts of older versions.
       */
      readonly cause?: string;
      /** The delivery to the recipients. Not stored: it is looked up when the fact is read. */
      readonly delivery?: MailDelivery;
    }
  | { readonly kind: "stream_denied"; readonly model: ModelName }
  | {
      readonly kind: "confirmed";
      readonly what: ConfirmableKind;
      readonly reason?: string;
    }
  | { readonly kind: "companies_answered"; readonly isAll: boolean; readonly count: number }
  | { readonly kind: "started_afresh"; readonly records: number }
  | { readonly kind: "incident_joined"; readonly incidentId: string; readonly host: string | null }
  | { readonly kind: "incident_left"; readonly incidentId: string }
  | { readonly kind: "doubt_lasts"; readonly verdict: VerdictKind };
