/**
 * Advances a stream (one model within a sync). The transaction that lands (stores) a page also writes the checkpoint
 * and the counts of the stream.
 */
import { and, eq, inArray, sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import { statesBefore } from "@churned/domain/shared";
import type { StreamState } from "@churned/domain/sync";
import { streamTransitions } from "@churned/domain/sync";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import type { ArchivedList, Paging } from "../tables/stream.ts";
import { streams } from "../tables/stream.ts";
import { oneOf } from "../tables/columns.ts";
import { ofTenant } from "../client/tenant-filter.ts";
import type { LandedPage } from "./landing.ts";
import type { SyncClaim } from "./sync-claims.ts";

/** The place where a stream continues after a page. */
export interface StreamStep {
  readonly nextOffset: number;
  readonly lastId: string | null;
  readonly lastAt: Date | null;
  readonly newest: Date | null;
  readonly isOrdered: boolean;
  readonly paging: Paging;
  /** How many rows the next page goes back to find a row that was already read; 0 if this page contained such a row. */
  readonly stepBack: number;
  /** The number of rows that no earlier page of this pass contained. */
  readonly newlySeen: number;
  readonly isDone: boolean;
  /** True if the page counts as progress, which resets the number of failed attempts. */
  readonly isProgress?: boolean;
  /** For incremental passes: how many times the newest rows were read again, and back to which time. */
  readonly round?: number;
  readonly roundSince?: Date | null;
}

/** The columns of a stream that waits for nothing. */
export const waitsForNothing = { waitingFor: null, waitingUntil: null } as const;

/** Adds a landed page to its stream. Runs in the transaction that lands the page. */
export function advanceStream(
  tx: Tx,
  claim: SyncClaim,
  model: ModelName,
  step: StreamStep & {
    readonly landed: LandedPage;
    readonly bytes: number;
    readonly requests: number;
    readonly at: Date;
  },
): void {
  const { landed, newlySeen, isDone, isProgress, bytes, requests, at, ...checkpoint } = step;
  const state = isDone ? "succeeded" : "running";
  sendAlong(
    tx,
    tx.orm
      .update(streams)
      .set({
        ...checkpoint,
        state,
        ...waitsForNothing,
        gaps: sql`${streams.gaps} + ${step.stepBack > 0 ? 1 : 0}`,
        fetched: sql`${streams.fetched} + ${newlySeen}`,
        inserted: sql`${streams.inserted} + ${landed.inserted}`,
        updated: sql`${streams.updated} + ${landed.updated}`,
        unchanged: sql`${streams.unchanged} + ${Math.max(0, newlySeen - landed.inserted - landed.updated - landed.skipped)}`,
        skipped: sql`${streams.skipped} + ${landed.skipped}`,
        repaired: sql`${streams.repaired} + ${landed.repaired}`,
        requests: sql`${streams.requests} + ${requests}`,
        bytes: sql`${streams.bytes} + ${bytes}`,
        startedAt: sql`coalesce(${streams.startedAt}, ${at.toISOString()}::timestamptz)`,
        ...(isDone ? { doneAt: at } : {}),
        ...(isProgress === true ? { attempt: 0, failingSince: null } : {}),
      })
      .where(and(ofStream(tx, claim.id, model), mayBecome(state))),
  );
}

/** The condition that a stream may change to this state, by the table of transitions. */
const mayBecome = (state: StreamState) =>
  inArray(streams.state, statesBefore(streamTransitions, state));

const ofStream = (tx: Tx, syncId: string, model: ModelName) =>
  and(eq(streams.syncId, syncId), eq(streams.model, model), ofTenant(tx, streams.tenantId));

/** Restarts an incremental stream as a full stream, with a note that gives the reason. Records that it landed stay. */
export function readInFull(
  tx: Tx,
  claim: Pick<SyncClaim, "id">,
  model: ModelName,
  {
    note,
    paging,
    archived,
  }: {
    readonly note: string;
    readonly paging: Paging;
    readonly archived: ArchivedList | null;
  },
): void {
  sendAlong(
    tx,
    tx.orm
      .update(streams)
      .set({
        mode: "full",
        note,
        nextOffset: 0,
        lastId: null,
        lastAt: null,
        isOrdered: true,
        paging,
        archived,
        stepBack: 0,
        fetched: 0,
        unchanged: 0,
        ...waitsForNothing,
        attempt: 0,
        failingSince: null,
      })
      .where(ofStream(tx, claim.id, model)),
  );
}

/** Moves the checkpoint of the list of archived records, and adds the landed page to the counts of the model. */
export function advanceArchived(
  tx: Tx,
  claim: SyncClaim,
  model: ModelName,
  step: {
    readonly next: ArchivedList;
    readonly landed: LandedPage | undefined;
    readonly bytes: number;
    readonly requests: number;
    readonly note: string | undefined;
  },
): void {
  const { next, landed, bytes, requests, note } = step;
  sendAlong(
    tx,
    tx.orm
      .update(streams)
      .set({
        archived: next,
        inserted: sql`${streams.inserted} + ${landed?.inserted ?? 0}`,
        updated: sql`${streams.updated} + ${landed?.updated ?? 0}`,
        skipped: sql`${streams.skipped} + ${landed?.skipped ?? 0}`,
        repaired: sql`${streams.repaired} + ${landed?.repaired ?? 0}`,
        requests: sql`${streams.requests} + ${requests}`,
        bytes: sql`${streams.bytes} + ${bytes}`,
        ...(note === undefined ? {} : { note: withNote(note) }),
      })
      .where(ofStream(tx, claim.id, model)),
  );
}

/**
 * Appends a note to the notes of the stream, unless they contain it already. Earlier notes stay, because they are still
 * true.
 */
const withNote = (note: string) =>
  sql`case when strpos(coalesce(${streams.note}, ''), ${note}::text) > 0 then ${streams.note}
    else concat_ws(' ', ${streams.note}, ${note}::text) end`;

export interface StreamUpdate {
  readonly state?: StreamState;
  readonly waitingFor?: string | null;
  readonly waitingUntil?: Date | null;
  readonly attempt?: number;
  readonly failingSince?: Date;
  readonly paging?: Paging;
  readonly nextOffset?: number;
  readonly startedAt?: Date;
  readonly doneAt?: Date;
  readonly newest?: Date | null;
  readonly held?: number;
  /** Appended to the notes of the stream. */
  readonly moreNote?: string;
  /** The number of requests that were not for pages; added to the count of requests. */
  readonly moreRequests?: number;
  /** The number of removed records; added to the count of deleted records. */
  readonly moreDeleted?: number;
}

export function updateStream(tx: Tx, syncId: string, model: ModelName, update: StreamUpdate): void {
  const { moreRequests = 0, moreDeleted = 0, moreNote, ...rest } = update;
  sendAlong(
    tx,
    tx.orm
      .update(streams)
      .set({
        ...rest,
        ...(moreNote === undefined ? {} : { note: withNote(moreNote) }),
        requests: sql`${streams.requests} + ${moreRequests}`,
        deleted: sql`${streams.deleted} + ${moreDeleted}`,
      })
      .where(
        and(
          ofStream(tx, syncId, model),
          rest.state === undefined ? undefined : mayBecome(rest.state),
        ),
      ),
  );
}

/**
 * Ends the streams of a sync that are not over. Lists of archived records that were not read to the end become
 * `failed`.
 */
export function endStreams(tx: Tx, syncId: string, state: StreamState, at: Date): void {
  const isOpen = sql`${streams.archived} ->> 'state' in (${oneOf(["due", "reading"] satisfies ArchivedList["state"][])})`;
  sendAlong(
    tx,
    tx.orm
      .update(streams)
      .set({ archived: sql`${streams.archived} || '{"state": "failed"}'::jsonb` })
      .where(and(eq(streams.syncId, syncId), isOpen, ofTenant(tx, streams.tenantId))),
  );
  sendAlong(
    tx,
    tx.orm
      .update(streams)
      .set({ state, doneAt: at, ...waitsForNothing })
      .where(and(eq(streams.syncId, syncId), mayBecome(state), ofTenant(tx, streams.tenantId))),
  );
}
