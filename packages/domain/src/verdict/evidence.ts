/** The observations of a check, from which its verdict is derived. */
import type { ModelName, Plan } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import type { Gap } from "./gaps.ts";
import type { HostAnswer } from "./host-answers.ts";

export interface Evidence {
  readonly plan: Plan;
  /** The name of the host on which the check made one call for each planned model. */
  readonly host: string;
  /** The answers of that host, by model. After one rejection, the check need not ask for the remaining models. */
  readonly answers: Partial<Record<ModelName, AnswerKind>>;
  /** The models that were asked for and have not answered yet. When they answer, the verdict is amended. */
  readonly pending?: readonly ModelName[];
  /** One answer from each other host that was asked, in the order of asking. */
  readonly otherHosts: readonly HostAnswer[];
  /**
   * True if the check does not believe the rejections. They are then given as `unexpected_answer`, and models that were
   * not asked because of a rejection have no answer.
   */
  readonly isUncertain?: boolean;
  /** True if `host` accepted the same token before. */
  readonly isKnownHere?: boolean;
  /** The status of answers called `invalid`, if Planhat uses this status to refuse every request of the token. */
  readonly withheldBy?: number | undefined;
  /** When our own limit allows the calls that we did not make because of it. */
  readonly heldUntil?: Date;
  /** The gaps: signs that a model is shown only in part. Gaps that a person accepted are left out. */
  readonly gaps?: readonly Gap[];
  /**
   * True if the token reads another Planhat than the Planhat whose data landed (is stored), and nobody confirmed this.
   */
  readonly isOtherPlanhat?: boolean;
}
