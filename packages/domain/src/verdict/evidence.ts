/** What a check saw, from which its verdict is derived. */
import type { ModelName, Plan } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import type { Gap } from "./gaps.ts";
import type { HostAnswer } from "./host-answers.ts";

/** Everything a check saw. */
export interface Evidence {
  readonly plan: Plan;
  /** The name of the host that was probed in full. */
  readonly host: string;
  /** Its answers, at most one for each planned model. Where one rejected the token, the rest need not be asked. */
  readonly answers: Partial<Record<ModelName, AnswerKind>>;
  /** Models that were asked and are still silent: they amend the verdict once they answer. */
  readonly pending?: readonly ModelName[];
  /** One answer from each other host that was asked, in the order they were asked. */
  readonly otherHosts: readonly HostAnswer[];
  /** True where rejections are not believed: they stand as unexpected answers, and what they spared was not asked. */
  readonly isUncertain?: boolean;
  /** True where the host that was probed in full accepted this very token before. */
  readonly isKnownHere?: boolean;
  /** Until when our own limit of calls holds back what was not asked. */
  readonly heldUntil?: Date;
  /** What is shown only in part, and nobody said yes to. */
  readonly gaps?: readonly Gap[];
  /** True where it is another Planhat than the one whose data landed, and nobody said yes to that. */
  readonly isOtherPlanhat?: boolean;
}
