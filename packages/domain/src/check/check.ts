/** A check: one test of a connection. */
export const checkTriggers = ["save", "manual", "scheduled", "rotation", "incident"] as const;
export type CheckTrigger = (typeof checkTriggers)[number];

export const checkStates = ["queued", "running", "done"] as const;
export type CheckState = (typeof checkStates)[number];

/** The checks a person asked for and waits on. */
export const triggersOfPeople = ["save", "manual"] as const satisfies readonly CheckTrigger[];

export function isAskedByPerson(trigger: CheckTrigger): boolean {
  return triggersOfPeople.some((one) => one === trigger);
}

/** One attempt that a check sent to Planhat, kept as evidence: no token, no record. Times match Planhat's own log. */
export interface CheckRequest {
  /** When it was sent, ISO 8601 in UTC. */
  readonly at: string;
  /** The name of the host. */
  readonly host: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** Null when no answer began. */
  readonly status: number | null;
  readonly durationMs: number;
  /** 1 for a call's first. */
  readonly attempt: number;
  /** "ok", or what went wrong: the kind of error and, where known, its cause. */
  readonly answer: string;
}

/** Something that was tried again: within a check, or the check itself. */
export interface CheckAttempt {
  readonly at: string;
  /** Why, in words. */
  readonly reason: string;
  /** How long was waited before it was tried again. */
  readonly waitMs: number;
}

/** A check keeps this many of its requests and waits, the first ones: enough for every model on every host, twice. */
export const evidenceMax = 80;
/** A check's requests are forgotten after this; its verdict and matrix stay. */
export const evidenceTtlMs = 30 * 24 * 60 * 60_000;
/** Checks, syncs and notifications are kept for this long; the timeline, which tells of them, and the audit stay. */
export const historyTtlMs = 180 * 24 * 60 * 60_000;
