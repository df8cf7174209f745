/**
 * Pause points mark the places where a worker can be stopped while a token is replaced: one after every step that
 * waits. They do nothing unless a proof passes a hook, which kills the worker there and checks what is left behind.
 */
import type { WorkerContext } from "./worker-context.ts";

/** All pause points, in the order in which a replacement passes them. */
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

/** Calls the hook for a pause point, if there is one. */
export async function pauseAt(
  ctx: Pick<WorkerContext, "pausePoint">,
  point: PausePoint,
  connectionId: string,
): Promise<void> {
  await ctx.pausePoint?.(point, connectionId);
}
