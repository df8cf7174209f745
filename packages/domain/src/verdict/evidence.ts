/** What a check saw, from which its verdict is derived. */
import type { ModelName, Plan } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import type { Gap } from "./gaps.ts";
import type { HostAnswer } from "./host-answers.ts";

/** Everything a check saw. */
export interface Evidence {
  readonly plan: Plan;
  /** The name of the host that was probed in full: one call for each planned model. */
  readonly host: string;
  /** The answers of that host. After one rejection the remaining models need not be asked. */
  readonly answers: Partial<Record<ModelName, AnswerKind>>;
  /** Models that were asked and have not answered yet; the verdict is amended when they do. */
  readonly pending?: readonly ModelName[];
  /** One answer from each other host that was asked, in the order they were asked. */
  readonly otherHosts: readonly HostAnswer[];
  /**
   * True if the rejections are not believed: they are given as `unexpected_answer`, and the models that were not asked
   * because of them have no answer.
   */
  readonly isUncertain?: boolean;
  /** True if the host that was probed in full accepted this same token before. */
  readonly isKnownHere?: boolean;
  /** The status of answers called `invalid`, if it is one by which Planhat refuses whatever is asked. */
  readonly withheldBy?: number | undefined;
  /** When our own limit allows the calls that were held back. */
  readonly heldUntil?: Date;
  /** Models that are shown only in part, unless a person accepted that. */
  readonly gaps?: readonly Gap[];
  /** True if it is another Planhat than the one whose data landed, and nobody confirmed that. */
  readonly isOtherPlanhat?: boolean;
}
