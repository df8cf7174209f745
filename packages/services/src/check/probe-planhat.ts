/**
 * Probing: one cheap call for each planned model, side by side, then, where nothing was accepted, one call to each
 * other host. What comes out is evidence; the verdict is derived from it elsewhere.
 */
import type { AnswerKind, Evidence, ModelName, Plan } from "@churned/domain";
import { isAcceptance, plannedModels } from "@churned/domain";
import type { PlanhatClient } from "@churned/planhat-client";
import { PlanhatError } from "@churned/planhat-client";

/** One call's answer. */
export interface Answer {
  readonly model: ModelName;
  readonly kind: AnswerKind;
  readonly status: number | null;
  readonly durationMs: number;
}

/** A probing's whole result. `host` is the one whose answers count. */
export interface Probing {
  readonly host: string;
  readonly evidence: Evidence;
}

const answerOfError: Readonly<Record<PlanhatError["kind"], AnswerKind>> = {
  rejected: "rejected",
  forbidden: "forbidden",
  not_found: "not_found",
  invalid: "unexpected_answer",
  throttled: "throttled",
  planhat_failed: "planhat_failed",
  unreachable: "unreachable",
  timed_out: "timed_out",
  unexpected_answer: "unexpected_answer",
  // Only a spent budget or a lost lease aborts: nothing came in time, and that is not the token's doing.
  aborted: "timed_out",
};

/** Asks for one record's id of a model. Never throws: whatever happens is an answer. */
async function probe(
  client: PlanhatClient,
  model: ModelName,
  signal: AbortSignal,
): Promise<Answer> {
  const startedAt = performance.now();
  const answer = (kind: AnswerKind, status: number | null): Answer => ({
    model,
    kind,
    status,
    durationMs: Math.round(performance.now() - startedAt),
  });
  try {
    const { rows } = await client.probe(model, {
      signal,
      attemptTimeoutMs: 8_000,
      timeoutMs: 18_000,
    });
    return answer(rows > 0 ? "rows" : "no_rows", 200);
  } catch (error) {
    if (!(error instanceof PlanhatError)) return answer("our_fault", null);
    // Our own budget of calls ran out: Planhat was not even asked.
    if (error.reason === "limiter") return answer("throttled", null);
    return answer(answerOfError[error.kind], error.status ?? null);
  }
}

/**
 * Probes `host` in full and, where it accepts nothing and nothing else explains that, the other hosts one after
 * another, stopping at the first that accepts. That one is then probed in full, unless the caller named a host.
 * `onAnswer` hears of the answers of the host that counts, as they come.
 */
export async function probePlanhat(options: {
  readonly plan: Plan;
  readonly host: string;
  readonly hostWasNamed: boolean;
  readonly otherHosts: readonly string[];
  readonly connect: (host: string) => PlanhatClient;
  readonly onAnswer: (answer: Answer, tokenAccepted: boolean) => Promise<void>;
  readonly signal: AbortSignal;
}): Promise<Probing> {
  const { plan, hostWasNamed, connect, onAnswer, signal } = options;

  async function probeInFull(host: string): Promise<Partial<Record<ModelName, AnswerKind>>> {
    const client = connect(host);
    const answers: Partial<Record<ModelName, AnswerKind>> = {};
    const waiting: Answer[] = [];
    let isAccepted = false;
    await Promise.all(
      plannedModels(plan).map(async (model) => {
        const answer = await probe(client, model, signal);
        answers[model] = answer.kind;
        waiting.push(answer);
        isAccepted ||= isAcceptance(answer.kind);
        // A rejection says nothing about a model until it is known that the token works elsewhere.
        if (!isAccepted) return;
        const known = waiting.splice(0);
        for (const item of known) await onAnswer(item, true);
      }),
    );
    for (const item of waiting) await onAnswer(item, isAccepted);
    return answers;
  }

  const answers = await probeInFull(options.host);
  const kinds = Object.values(answers);
  const isUndecided =
    !kinds.some(isAcceptance) && kinds.every((kind) => kind === "rejected" || kind === "forbidden");
  const otherHosts: { host: string; answer: AnswerKind }[] = [];
  if (isUndecided) {
    for (const host of options.otherHosts) {
      const { kind } = await probe(connect(host), "company", signal);
      otherHosts.push({ host, answer: kind });
      // A host that forbids knows the token too, where the first one just rejects.
      const knowsToken =
        isAcceptance(kind) ||
        (kind === "forbidden" && kinds.every((first) => first === "rejected"));
      if (!knowsToken) continue;
      if (hostWasNamed) break;
      const found = await probeInFull(host);
      return {
        host,
        evidence: {
          plan,
          answers: found,
          otherHosts: [{ host: options.host, answer: "rejected" }],
        },
      };
    }
  }
  return { host: options.host, evidence: { plan, answers, otherHosts } };
}
