/** A verdict with the answers on which it rests. */
import type { ModelName } from "../plan/models.ts";
import type { AnswerKind } from "./answers.ts";
import type { VerdictKind } from "./kinds.ts";
import type { Confidence, Verdict } from "./verdict.ts";
import { isInconclusive } from "./verdict.ts";

/** A verdict with what makes it one. */
export interface Judgement extends Verdict {
  readonly confidence: Confidence;
  /** True where the same check may end otherwise later with nothing changed by a person. */
  readonly waitingHelps: boolean;
  /** The answers that decided, of the host that was probed in full unless a host is named. */
  readonly because: readonly Because[];
}

/** One deciding answer. */
export interface Because {
  readonly host?: string;
  readonly model?: ModelName;
  readonly answer: AnswerKind;
}

/** Builds a judgement: by default the verdict is about the models of `because`. */
export function judge(
  kind: VerdictKind,
  findings: {
    readonly confidence: Confidence;
    readonly because: readonly Because[];
    /** Default: those of `because`. */
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
