/** The wire's types by short names. Types only: the schemas behind them never reach the bundle. */
import type { ConnectionProblem } from "@churned/domain/wire";

export type {
  ConnectionProblem,
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

/** A call that a verdict rests on, scrubbed of everything secret. */
export type SentRequest = ConnectionProblem["evidence"][number];
