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

/** The context of the worker's use cases. Only the worker opens tokens and calls Planhat. */
export interface WorkerContext extends ServiceContext {
  readonly hints: Pick<Hints, "hint" | "counts">;
  /** Opens a sealed token. Throws if it cannot be opened. The plain token exists only in the memory of the caller. */
  readonly openToken: (sealed: SealedToken, connectionId: string) => Promise<string>;
  /** The fingerprint (keyed hash) and the last four characters of a token. They identify a token without storing it. */
  readonly describeToken: (token: string) => {
    readonly fingerprint: string;
    readonly lastFour: string;
  };
  /** Makes a client for one of the installation's hosts. All clients of one connection share its budget of calls. */
  readonly connectPlanhat: (target: {
    readonly host: string;
    readonly token: string;
    readonly connectionId: string;
    /** The work for which the calls are made. After the work is stopped, no further call starts. */
    readonly work: CallingWork;
    /** Called for every request that was sent, including retries. */
    readonly onRequest?: (info: RequestInfo) => void;
  }) => PlanhatClient;
  /** Limits the bytes of pages that this process has in memory. */
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
  /** Called at every pause point (see pause-points.ts) when a token is replaced. Only a proof sets it. */
  readonly pausePoint?: (point: PausePoint, connectionId: string) => Promise<void>;
}

/** A message to deliver. Slack has only one recipient and uses only the text. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** How notifications are sent. */
export interface Deliver {
  /**
   * Sends a message through a channel. Throws if the server refuses the message. Undefined for a channel that is not
   * set up; its notifications are skipped.
   */
  readonly send: Readonly<
    Record<NotificationChannel, ((message: Message) => Promise<void>) | undefined>
  >;
  /**
   * True in a demo without a mail server. The rows of notifications are then the outbox, so their texts are not
   * deleted.
   */
  readonly keepsBody: boolean;
}

/** Thrown when a call must wait for the budget of calls. Planhat was not called. */
export class BudgetSpentError extends Error {
  override readonly name = "BudgetSpentError";
  readonly retryAfterMs: number;
  /** True if Planhat throttled this token for this model. False if our own limit of calls is reached. */
  readonly isThrottled: boolean;

  constructor(retryAfterMs: number, isThrottled: boolean) {
    super("The connection's budget of calls is used up for now.");
    this.retryAfterMs = retryAfterMs;
    this.isThrottled = isThrottled;
  }
}

/** Thrown when the work of a call ended or was stopped before the call could start. Planhat was not called. */
export class WorkStoppedError extends BudgetSpentError {
  constructor() {
    super(0, false);
    this.message = "The work that the call belongs to has ended, or its connection is paused.";
  }
}
