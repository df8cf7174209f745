/** A check tests one token. The trigger says why the check was made. */
export const checkTriggers = ["save", "manual", "scheduled", "rotation", "incident"] as const;
export type CheckTrigger = (typeof checkTriggers)[number];

export const checkStates = ["queued", "running", "done"] as const;
export type CheckState = (typeof checkStates)[number];

/** The triggers of checks for which a person asked and waits. */
export const triggersOfPeople = ["save", "manual"] as const satisfies readonly CheckTrigger[];

export function isAskedByPerson(trigger: CheckTrigger): boolean {
  return triggersOfPeople.some((one) => one === trigger);
}

/** One request that a check sent to Planhat, stored as evidence. It contains neither the token nor a record. */
export interface CheckRequest {
  /** When the request was sent, ISO 8601 in UTC, so that Planhat's support can find the request in its log. */
  readonly at: string;
  /** The name of the host. */
  readonly host: string;
  readonly method: string;
  /** The path with the query. */
  readonly path: string;
  /** The HTTP status; null if no answer came. */
  readonly status: number | null;
  readonly durationMs: number;
  /** 1 for the first attempt of a call. */
  readonly attempt: number;
  /** "ok", or the kind of error with its cause if known. */
  readonly answer: string;
}

/** A retry of a call within a check, or a retry of the whole check. */
export interface CheckAttempt {
  readonly at: string;
  /** The reason, in words. */
  readonly reason: string;
  /** The wait before the retry. */
  readonly waitMs: number;
}
