/** The wire's types by short names. Types only: the schemas behind them never reach the bundle. */
export type {
  Check,
  CheckRequest,
  ConnectionProblem,
  Estimate,
  Incident,
  Me,
  PlanhatIdentity,
  Probe,
  RecordBody,
  Stream,
  Sync,
  SyncRequest,
  TimelineEntry,
  VerdictBody,
} from "@churned/domain/wire";
export type { Connection } from "./ahead.ts";
