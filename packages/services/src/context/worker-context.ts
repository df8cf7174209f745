import type { CallingWork } from "@churned/db/budget";
import type { CheckTrigger } from "@churned/domain/check";
import type { FieldChange } from "@churned/domain/record";
import type { VerdictKind } from "@churned/domain/verdict";
import type { NotificationChannel } from "@churned/domain/words";
import type { PlanhatClient, RequestInfo } from "@churned/planhat-client";
import type { Hints } from "@churned/queue";
import type { SealedToken } from "@churned/vault/seal";
import type { ServiceContext } from "./context.ts";
import type { PageMemory } from "./page-memory.ts";
import type { PausePoint } from "./pause-points.ts";

/** What the worker's use cases are given beside the rest: the only ones that open tokens and call Planhat. */
export interface WorkerContext extends ServiceContext {
  readonly hints: Pick<Hints, "hint" | "counts">;
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
    /** What the calls are for: once it is stopped, none is let out any more. */
    readonly work: CallingWork;
    /** Told of every attempt that was sent. */
    readonly onRequest?: (info: RequestInfo) => void;
  }) => PlanhatClient;
  /** The process's room for the bytes of pages. */
  readonly pageMemory: PageMemory;
  readonly deliver: Deliver;
  /** Told of every custom field that is not as it was. */
  readonly onFieldDrift?: (change: FieldChange) => void;
  /** Told of every check that came to its verdict. */
  readonly onCheckDone?: (check: {
    readonly trigger: CheckTrigger;
    readonly verdict: VerdictKind;
    /** From when it was asked for. */
    readonly durationMs: number;
  }) => void;
  /** Called at every pause point of a replacement; absent but in a proof. */
  readonly pausePoint?: (point: PausePoint, connectionId: string) => Promise<void>;
}

/** What is delivered. Slack has one recipient and takes the text alone. */
export interface Message {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Where notifications go. */
export interface Deliver {
  /**
   * Sends a message by a channel; throws where the server refuses. Undefined where the channel is not set up: its
   * notifications are skipped.
   */
  readonly send: Readonly<
    Record<NotificationChannel, ((message: Message) => Promise<void>) | undefined>
  >;
  /** True where the row itself is the outbox, so that its text is kept. */
  readonly keepsBody: boolean;
}

/** Thrown by a client's calls that must wait: Planhat was not asked. */
export class BudgetSpentError extends Error {
  override readonly name = "BudgetSpentError";
  readonly retryAfterMs: number;
  /** True where Planhat asked this token to wait with this model; else our own limit of calls is reached. */
  readonly isThrottled: boolean;

  constructor(retryAfterMs: number, isThrottled: boolean) {
    super("The connection's budget of calls is spent for the moment.");
    this.retryAfterMs = retryAfterMs;
    this.isThrottled = isThrottled;
  }
}

/** Thrown by a client's calls where their work was ended or stopped meanwhile: Planhat was not asked. */
export class WorkStoppedError extends BudgetSpentError {
  constructor() {
    super(0, false);
    this.message = "What the call was for is over, or its connection is paused.";
  }
}
