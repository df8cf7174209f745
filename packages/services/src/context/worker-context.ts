import type { CallingWork } from "@churned/db/budget";
import type { CheckTrigger } from "@churned/domain/check";
import type { FieldChange } from "@churned/domain/record";
import type { VerdictKind } from "@churned/domain/verdict";
import type { NotificationChannel } from "@churned/domain/notification";
import type { PlanhatClient, RequestInfo } from "@churned/planhat-client";
import type { Hints } from "@churned/queue";
import type { SealedToken } from "@churned/vault/seal";
import type { ServiceContext } from "./context.ts";
import type { PageMemory } from "./page-memory.ts";
import type { PausePoint } from "./pause-points.ts";

/** The context of the worker's use cases. Only these open tokens and call Planhat. */
export interface WorkerContext extends ServiceContext {
  readonly hints: Pick<Hints, "hint" | "counts">;
  /** Opens a token; throws if the blob cannot be opened. The plain token exists only in the caller's memory. */
  readonly openToken: (sealed: SealedToken, connectionId: string) => Promise<string>;
  /** The token's keyed fingerprint and last four characters, which identify a token without keeping it. */
  readonly describeToken: (token: string) => {
    readonly fingerprint: string;
    readonly lastFour: string;
  };
  /** Makes a client for a host of the table. All clients of one connection share its budget of calls. */
  readonly connectPlanhat: (target: {
    readonly host: string;
    readonly token: string;
    readonly connectionId: string;
    /** The work that the calls belong to. Once it is stopped, no further call starts. */
    readonly work: CallingWork;
    /** Called for every request that was sent, retries included. */
    readonly onRequest?: (info: RequestInfo) => void;
  }) => PlanhatClient;
  /** Limits the bytes of pages that this process holds. */
  readonly pageMemory: PageMemory;
  readonly deliver: Deliver;
  /** Called for every custom field that changed. */
  readonly onFieldDrift?: (change: FieldChange) => void;
  /** Called for every check that reached its verdict. */
  readonly onCheckDone?: (check: {
    readonly trigger: CheckTrigger;
    readonly verdict: VerdictKind;
    /** Time since the check was requested. */
    readonly durationMs: number;
  }) => void;
  /** Called at every pause point of a replacement. Only a proof sets it. */
  readonly pausePoint?: (point: PausePoint, connectionId: string) => Promise<void>;
}

/** A message to deliver. Slack has one recipient and uses only the text. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** How notifications are sent. */
export interface Deliver {
  /**
   * Sends a message by a channel; throws if the server refuses it. Undefined for a channel that is not set up: its
   * notifications are skipped.
   */
  readonly send: Readonly<
    Record<NotificationChannel, ((message: Message) => Promise<void>) | undefined>
  >;
  /** True in a demo without a mail server: the notification's row is the outbox, so its text is kept. */
  readonly keepsBody: boolean;
}

/** Thrown when a call must wait for the budget. Planhat was not called. */
export class BudgetSpentError extends Error {
  override readonly name = "BudgetSpentError";
  readonly retryAfterMs: number;
  /** True if Planhat throttled this token on this model; false if our own limit of calls is reached. */
  readonly isThrottled: boolean;

  constructor(retryAfterMs: number, isThrottled: boolean) {
    super("The connection's budget of calls is used up for now.");
    this.retryAfterMs = retryAfterMs;
    this.isThrottled = isThrottled;
  }
}

/** Thrown when a call's work ended or was stopped before the call could start. Planhat was not called. */
export class WorkStoppedError extends BudgetSpentError {
  constructor() {
    super(0, false);
    this.message = "The work that the call belongs to has ended, or its connection is paused.";
  }
}
