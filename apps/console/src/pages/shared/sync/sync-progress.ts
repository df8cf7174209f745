/** The progress of a sync, in figures and words. Pure. */
import { isOver } from "@churned/domain/sync";
import type { Stream, Sync } from "../../../api/types.ts";
import { countOf, formatBytes, formatCount, formatRounded } from "../../../ui/numbers.ts";
import { formatDuration, formatSpan } from "../../../ui/relative-time.ts";

export interface SyncTotals {
  readonly fetched: number;
  /** Never less than the number of stored records, because an estimate may be too low. */
  readonly expected: number;
  /** From 0 to 1; undefined if the total is unknown. */
  readonly share: number | undefined;
}

function expectedOf(stream: Stream): number {
  if (stream.state === "succeeded") return stream.fetched;
  return Math.max(stream.expected ?? 0, stream.fetched);
}

export function totalsOf(streams: readonly Stream[]): SyncTotals {
  let fetched = 0;
  let expected = 0;
  for (const stream of streams) {
    fetched += stream.fetched;
    expected += expectedOf(stream);
  }
  return { fetched, expected, share: expected === 0 ? undefined : fetched / expected };
}

/** A stream's share, from 0 to 1; undefined if it runs and its total is unknown. */
export function shareOf(stream: Stream): number | undefined {
  if (stream.state === "succeeded") return 1;
  if (stream.expected !== null && stream.expected > 0)
    return Math.min(1, stream.fetched / Math.max(stream.expected, stream.fetched));
  return stream.state === "running" ? undefined : 0;
}

function inMillions(count: number): string {
  return String(Number((count / 1_000_000).toPrecision(3)));
}

/** "184,000 of about 518,000". Both numbers are in millions if the larger number is. */
function formatProgress(fetched: number, expected: number): string {
  if (expected < 1_000_000) return `${formatRounded(fetched)} of about ${formatRounded(expected)}`;
  return `${inMillions(fetched)} of about ${formatRounded(expected)}`;
}

/** The headline of a sync: how many records the sync has stored. */
export function headlineForSync(sync: Sync): string {
  // An incremental sync reads only changes, so its number is not the number of all stored records.
  if (sync.mode === "incremental") return headlineForUpdate(sync);
  const { fetched, expected } = totalsOf(sync.streams);
  switch (sync.state) {
    case "queued":
      return "The sync begins in a moment";
    case "running":
    case "waiting":
      return expected > fetched
        ? `${formatProgress(fetched, expected)} records are here`
        : `${formatRounded(fetched)} records are here so far`;
    case "succeeded":
      return `All ${formatCount(fetched)} records are here`;
    case "succeeded_with_gaps":
      return `${formatCount(fetched)} records are here, with gaps`;
    case "failed":
      return fetched === 0
        ? "The sync stopped before anything arrived"
        : `The sync stopped; ${formatCount(fetched)} records are here`;
    case "cancelled":
      return `The sync was cancelled; ${formatCount(fetched)} records are here`;
  }
}

function headlineForUpdate({ state, streams }: Sync): string {
  const changed = streams.reduce((sum, { inserted, updated }) => sum + inserted + updated, 0);
  switch (state) {
    case "queued":
      return "What changed is read in a moment";
    case "running":
    case "waiting":
      return "Reading what changed";
    case "succeeded":
      return changed === 0
        ? "Up to date: nothing had changed"
        : `Up to date: ${countOf(changed, "record")} had changed`;
    case "succeeded_with_gaps":
      return "Up to date, with gaps";
    case "failed":
      return "Reading what changed stopped; the data stays as it was";
    case "cancelled":
      return "Reading what changed was cancelled; the data stays as it was";
  }
}

const steadyMs = 4_000;
const steadyShare = 0.02;

/** "About 10 min left", once there is enough data for an estimate. */
export function formatTimeLeft(sync: Sync, now: Date): string | undefined {
  const { share } = totalsOf(sync.streams);
  if (isOver(sync.state) || sync.startedAt === null || share === undefined) return undefined;
  const elapsedMs = now.getTime() - Date.parse(sync.startedAt);
  if (elapsedMs < steadyMs || share < steadyShare || share >= 1) return undefined;
  return `About ${formatSpan((elapsedMs * (1 - share)) / share)} left`;
}

/** The text at the end of a stream's line: its speed, its wait, or its result. */
export function describeStream(stream: Stream, now: Date): string {
  switch (stream.state) {
    case "queued":
      return "next";
    case "running":
      return describePace(stream, now);
    case "waiting":
      return describeWait(stream, now);
    case "succeeded":
      return describeDone(stream);
    case "denied":
      return "View is not ticked in Planhat";
    case "failed":
      return stream.fetched > 0 ? "given up, read in part" : "given up";
    case "cancelled":
      return "cancelled";
  }
}

function describeWait({ waitingFor, waitingUntil }: Stream, now: Date): string {
  if (waitingFor === null) return "waiting";
  const leftMs = waitingUntil === null ? 0 : Date.parse(waitingUntil) - now.getTime();
  const until = leftMs > 0 ? `, ${formatSpan(leftMs)} left` : "";
  return `waiting for ${waitingFor}${until}`;
}

/** What a stream has cost so far: requests, bytes, and the gaps between pages that were read again later. */
export function describeCost({ requests, bytes, gaps }: Stream): string {
  if (requests === 0) return "";
  const parts = [countOf(requests, "request"), formatBytes(bytes)];
  if (gaps > 0) parts.push(`${countOf(gaps, "gap")} closed`);
  return parts.join(" · ");
}

function describePace(stream: Stream, now: Date): string {
  if (stream.startedAt === null) return "reading";
  const elapsedMs = now.getTime() - Date.parse(stream.startedAt);
  if (elapsedMs < 1_000 || stream.fetched === 0) return "reading";
  const perSecond = Math.round((stream.fetched / elapsedMs) * 1_000);
  const missing = (stream.expected ?? 0) - stream.fetched;
  if (missing <= 0 || perSecond === 0) return `${formatCount(perSecond)}/s`;
  return `~${formatSpan((missing / perSecond) * 1_000)} left · ${formatCount(perSecond)}/s`;
}

function describeDone(stream: Stream): string {
  const odd = [
    stream.skipped > 0 ? `, ${formatCount(stream.skipped)} kept aside` : "",
    stream.repaired > 0 ? `, ${formatCount(stream.repaired)} repaired` : "",
    stream.isWhole === false && stream.skipped === 0 ? ", perhaps not all" : "",
  ].join("");
  if (stream.startedAt === null || stream.doneAt === null) return `done${odd}`;
  const tookMs = Date.parse(stream.doneAt) - Date.parse(stream.startedAt);
  return `done in ${formatDuration(tookMs)}${odd}`;
}
