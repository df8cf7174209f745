/**
 * Pause points mark the places where a worker can be stopped while a token is replaced: one after every step that
 * waits. They do nothing unless a proof (a measuring program) passes a hook. The hook kills the worker at a pause
 * point, and the proof checks the state that remains.
 */
import type { WorkerContext } from "./worker-context.ts";

/** All pause points, in the order in which the replacement of a token reaches them. */
export const pausePoints = [
  "check claimed",
  "token opened",
  "probes found",
  "probes written",
  "models probed",
  "all found out",
  "connection locked",
  "verdict written",
  "token described",
  "old token retired",
  "candidate promoted",
  "promotion told",
  "connection changed",
  "about to commit",
  "committed",
  "dead token destroyed",
] as const;
export type PausePoint = (typeof pausePoints)[number];

/** Calls the hook for a pause point, if a hook is set. */
export async function pauseAt(
  ctx: Pick<WorkerContext, "pausePoint">,
  point: PausePoint,
  connectionId: string,
): Promise<void> {
  await ctx.pausePoint?.(point, connectionId);
}
