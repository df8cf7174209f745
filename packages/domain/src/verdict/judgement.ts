/** A verdict with the answers that it is based on. */
import type { ModelName } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import type { VerdictKind } from "./kinds.ts";
import type { Confidence, Verdict } from "./verdict.ts";
import { isInconclusive } from "./verdict.ts";

/** A verdict with its confidence and the answers that decided it. */
export interface Judgement extends Verdict {
  readonly confidence: Confidence;
  /** True if a later check may give another verdict although no person changes anything. */
  readonly waitingHelps: boolean;
  /**
   * The answers that decided the verdict. An answer without a host is from the host on which all models were tested.
   */
  readonly because: readonly Because[];
}

/** One of the answers that decided a verdict. */
export interface Because {
  readonly host?: string;
  readonly model?: ModelName;
  readonly answer: AnswerKind;
}

/** Builds a judgement. By default, the verdict is about the models of `because`. */
export function judge(
  kind: VerdictKind,
  findings: {
    readonly confidence: Confidence;
    readonly because: readonly Because[];
    /** Default: the models of `because`. */
    readonly models?: readonly ModelName[];
    readonly detail?: string;
  },
): Judgement {
  const { because, detail } = findings;
  return {
    kind,
    models: findings.models ?? because.flatMap(({ model }) => model ?? []),
    ...(detail === undefined ? {} : { detail }),
    confidence: findings.confidence,
    waitingHelps: isInconclusive(kind),
    because,
  };
}
