/** A check: one test of a token. */
export const checkTriggers = ["save", "manual", "scheduled", "rotation", "incident"] as const;
export type CheckTrigger = (typeof checkTriggers)[number];

export const checkStates = ["queued", "running", "done"] as const;
export type CheckState = (typeof checkStates)[number];

/** The triggers of checks that a person asked for and waits for. */
export const triggersOfPeople = ["save", "manual"] as const satisfies readonly CheckTrigger[];

export function isAskedByPerson(trigger: CheckTrigger): boolean {
  return triggersOfPeople.some((one) => one === trigger);
}

/** One request that a check sent to Planhat, kept as evidence. It holds no token and no record. */
export interface CheckRequest {
  /** When it was sent, ISO 8601 in UTC, so that Planhat's support finds it in their log. */
  readonly at: string;
  /** The name of the host. */
  readonly host: string;
  readonly method: string;
  /** Includes the query. */
  readonly path: string;
  /** The HTTP status; null if no answer came. */
  readonly status: number | null;
  readonly durationMs: number;
  /** 1 for the first attempt of a call. */
  readonly attempt: number;
  /** "ok", or the kind of error and, where known, its cause. */
  readonly answer: string;
}

/** A retry: of a call within a check, or of the check itself. */
export interface CheckAttempt {
  readonly at: string;
  /** Why, in words. */
  readonly reason: string;
  /** The wait before the retry. */
  readonly waitMs: number;
}

/** A check keeps its first requests and waits, up to this many: enough for every model on every host, twice. */
export const evidenceMax = 80;
/** A check's requests are deleted after this; its verdict and its outcome for each model stay. */
export const evidenceTtlMs = 30 * 24 * 60 * 60_000;
