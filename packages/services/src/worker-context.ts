import type { PlanhatClient } from "@churned/planhat-client";
import type { SealedToken } from "@churned/vault/seal";
import type { ServiceContext } from "./context.ts";

/** What the worker's use cases are given beside the rest: the only ones that open tokens and call Planhat. */
export interface WorkerContext extends ServiceContext {
  /** Opens a token; throws where the blob does not open. The plain token lives only in the caller's memory. */
  readonly openToken: (sealed: SealedToken, connectionId: string) => Promise<string>;
  /** The token's keyed fingerprint and last characters, by which it is told apart without being kept. */
  readonly describeToken: (token: string) => {
    readonly fingerprint: string;
    readonly lastFour: string;
  };
  /** A client for a host of the table. Clients of one connection share its budget of calls. */
  readonly connectPlanhat: (target: {
    readonly host: string;
    readonly token: string;
    readonly connectionId: string;
  }) => PlanhatClient;
  readonly deliver: Deliver;
}

/** Where notifications go. */
export interface Deliver {
  /** Sends a mail; throws where the server refuses. `keepsBody`: the row itself is the outbox. */
  readonly mail: (mail: {
    readonly to: string;
    readonly subject: string;
    readonly text: string;
  }) => Promise<void>;
  readonly keepsBody: boolean;
  /** Posts to Slack; absent where there is no webhook. */
  readonly slack?: (text: string) => Promise<void>;
}
