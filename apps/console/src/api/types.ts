/** Short names for the types of the API. Only types: no schema becomes a part of the bundle. */
import type { Connection, ResponseOf } from "@churned/domain/wire";

export type {
  Check,
  CheckRequest,
  Connection,
  ConnectionMail,
  ConnectionInboxItem,
  CustomField,
  Estimate,
  HeldDeletions,
  Incident,
  Invitation,
  Me,
  Person,
  PlanhatIdentity,
  PolicyBody,
  Receipt,
  Probe,
  RecordBody,
  RecordCount,
  Series,
  SetAside,
  Schedule,
  Stream,
  Sync,
  SyncRequest,
  TimelineEntry,
  VerdictBody,
} from "@churned/domain/wire";

/** The answer to a guest's invitation. */
export type Admission = ResponseOf<"exchangeInvitation">;
/** A replaced token that is not destroyed yet. */
export type RetiringToken = NonNullable<Connection["retiring"]>;
