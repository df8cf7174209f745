/** The wire's types by short names. Types only: the schemas behind them never reach the bundle. */
export type {
  Estimate,
  Me,
  Probe,
  RecordBody,
  Stream,
  Sync,
  SyncRequest,
  TimelineEntry,
  VerdictBody,
} from "@churned/domain/wire";
export type { Check, Connection } from "./ahead.ts";
