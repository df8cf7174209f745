/** The wire's types by short names. Types only: the schemas behind them never reach the bundle. */
import type { Connection, ResponseOf } from "@churned/domain/wire";

export type {
  Check,
  CheckRequest,
  Connection,
  ConnectionMail,
  ConnectionInboxItem,
  CustomField,
  Estimate,
  HeldDeletes,
  Incident,
  Invitation,
  Me,
  PlanhatIdentity,
  PolicyBody,
  Receipt,
  Probe,
  RecordBody,
  RecordCount,
  SetAside,
  Schedule,
  Stream,
  Sync,
  SyncRequest,
  TimelineEntry,
  VerdictBody,
} from "@churned/domain/wire";

/** What a guest was admitted to. */
export type Admission = ResponseOf<"exchangeInvitation">;
/** A replaced token on its way out. */
export type RetiringToken = NonNullable<Connection["retiring"]>;
