/** What the timeline keeps: facts as data, whose words are made when they are read. See timeline.ts. */
import type { FieldChanges } from "../record/custom-fields.ts";
import type { ModelName, PlanChange } from "../plan/models.ts";
import type { ConnectionState } from "../connection/connection.ts";
import type { HeldModel } from "../record/missing-records.ts";
import type { SyncSchedule } from "../sync/sync-schedule.ts";
import type { ConfirmableKind, VerdictKind } from "../verdict/kinds.ts";

/** What is missing of which model; text in facts that were kept before they were data. */
export type Missing = readonly HeldModel[] | string;

/** How many of a mail's recipients it went out to, still waits for, and did not reach. */
export interface MailDelivery {
  readonly sent: number;
  readonly waiting: number;
  readonly unsent: number;
}

/** One fact, as kept: what happened, and the connection's states before and after where it changed them. */
export type TimelineFact = Happening & {
  readonly from?: ConnectionState;
  readonly to?: ConnectionState;
};

/** What happened. */
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
      /** The person's id, where one asked for it: the worker that writes the line did not act by itself. */
      readonly askedBy?: string;
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
  | { readonly kind: "deletes_held"; readonly syncId: string; readonly missing: Missing }
  | { readonly kind: "deletes_withdrawn"; readonly syncId: string }
  | { readonly kind: "deletes_released"; readonly missing: Missing; readonly reason: string }
  | { readonly kind: "records_kept"; readonly missing: Missing; readonly reason: string }
  /** What a connection's custom fields were when they were first seen. */
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
      /** The cause of its notifications, by which its delivery is looked up; absent in lines of before. */
      readonly cause?: string;
      /** How it stands with each recipient, as looked up when the line is read. */
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
