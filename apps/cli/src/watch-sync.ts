/** Shows a sync in a terminal: a moving line for the stream that is read, and a fixed line for each finished stream. */
import { modelLabels } from "@churned/domain/plan";
import { isOver } from "@churned/domain/sync";
import type { Stream, Sync } from "@churned/domain/wire";
import { type ServiceContext } from "@churned/services/context";
import { getSync } from "@churned/services/reading";
import { setTimeout as pause } from "node:timers/promises";
import { drawLine, formatCount } from "./draw-line.ts";
import type { Terminal } from "./run-cli.ts";

const pollIntervalMs = 500;
const labelWidth = Math.max(...Object.values(modelLabels).map((label) => label.length));

/** Prints a sync's progress until the sync ends. Returns 0 if the sync succeeded, also with gaps. */
export async function watchSync(
  ctx: ServiceContext,
  id: string,
  terminal: Terminal,
): Promise<0 | 1> {
  const told = new Set<string>();
  for (;;) {
    const sync = await getSync(ctx, { id });
    for (const stream of sync.streams.filter(({ doneAt }) => doneAt !== null)) {
      if (told.has(stream.model)) continue;
      told.add(stream.model);
      terminal.say(describeDone(stream));
    }
    if (isOver(sync.state)) return tellEnd(sync, terminal);
    const current = sync.streams.find(({ state }) => state === "running" || state === "waiting");
    if (current !== undefined) terminal.show?.(drawProgress(current, ctx.now()));
    await pause(pollIntervalMs);
  }
}

/** "License   ███████░░░░░  41 %  12,400 of about 30,000 · 2,100/s · 8 s left · 3.0 MB in 25 requests". */
export function drawProgress(stream: Stream, now: Date): string {
  const { fetched, expected, requests, bytes, gaps, startedAt, waitingFor, waitingUntil } = stream;
  const elapsedMs = startedAt === null ? 0 : now.getTime() - Date.parse(startedAt);
  const line = drawLine(labelOf(stream), { done: fetched, expected, elapsedMs });
  const missing = (expected ?? 0) - fetched;
  const isSteady = elapsedMs >= 1_000 && fetched > 0 && missing > 0;
  const left = isSteady ? ` · ${formatTime((missing / fetched) * elapsedMs)} left` : "";
  const cost = `${(bytes / 1e6).toFixed(1)} MB in ${formatCount(requests)} requests`;
  const closed = gaps === 0 ? "" : ` · ${formatCount(gaps)} gaps between pages read again`;
  const waitMs = waitingUntil === null ? 0 : Date.parse(waitingUntil) - now.getTime();
  const until = waitMs > 0 ? `, ${formatTime(waitMs)} more` : "";
  const wait = waitingFor === null ? "" : ` · waiting for ${waitingFor}${until}`;
  return `${line}${left} · ${cost}${closed}${wait}`;
}

function describeDone(stream: Stream): string {
  const { state, fetched, inserted, updated, deleted, skipped, repaired, requests } = stream;
  if (state !== "succeeded") return `${labelOf(stream)}  ${state}`;
  const parts = [
    `${formatCount(fetched)} read`,
    `${formatCount(inserted)} new`,
    `${formatCount(updated)} changed`,
    ...(deleted > 0 ? [`${formatCount(deleted)} deleted`] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} not stored`] : []),
    ...(repaired > 0 ? [`${formatCount(repaired)} repaired`] : []),
    `${formatCount(requests)} requests`,
  ];
  return `${labelOf(stream)}  ${parts.join(" · ")}`;
}

function tellEnd(sync: Sync, { say, complain }: Terminal): 0 | 1 {
  const isWell = sync.state === "succeeded" || sync.state === "succeeded_with_gaps";
  const reason = sync.reason === null ? "" : ` ${sync.reason}`;
  const words = {
    succeeded: "Done.",
    succeeded_with_gaps: "Done, but the data may be incomplete.",
  } as const;
  if (sync.state === "succeeded" || sync.state === "succeeded_with_gaps")
    say(`${words[sync.state]}${reason}`);
  else complain(`The sync ${sync.state === "cancelled" ? "was cancelled" : "stopped"}.${reason}`);
  return isWell ? 0 : 1;
}

const labelOf = ({ model }: Stream): string => modelLabels[model].padEnd(labelWidth);

function formatTime(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
