/** A check: one test of a connection. */
export const checkTriggers = ["save", "manual", "scheduled", "rotation", "incident"] as const;
export type CheckTrigger = (typeof checkTriggers)[number];

export const checkStates = ["queued", "running", "done"] as const;
export type CheckState = (typeof checkStates)[number];

/** True for the checks a person asked for and waits on. */
export function isAskedByPerson(trigger: CheckTrigger): boolean {
  return trigger === "save" || trigger === "manual";
}
