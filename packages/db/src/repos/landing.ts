/**
 * Landing a page: its records, their change sequence, its checkpoint and its counts in one transaction.
 *
 * The bytes go to PostgreSQL as they came; Node never builds the objects. The statement that raises the connection's
 * `last_seq` names the epoch of the claim: it gives out the sequence in commit order and is the fence at once, so a
 * worker that was stopped and woke up again commits nothing. Unchanged records are not written.
 */
import { and, eq, sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain";
import type { Tx } from "../database.ts";
import { streams } from "../schema/syncs.ts";
import { ofTenant } from "../tenant-filter.ts";
import type { SyncHold } from "./sync-work.ts";

/** What a page held and what it changed. */
export interface LandedPage {
  /** Elements of the page. */
  readonly fetched: number;
  /** Of them, those after the greatest id that was known before: an overlap is not counted twice. */
  readonly newlySeen: number;
  readonly inserted: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Elements kept aside because they could not be landed. */
  readonly skipped: number;
  /** The first element's id and the greatest id; null where the page was empty. */
  readonly firstId: string | null;
  readonly lastId: string | null;
}

/** Thrown where the page's holder is not the holder any more: nothing was landed. */
export class FencedError extends Error {
  override readonly name = "FencedError";
  constructor() {
    super("Another worker holds this sync now.");
  }
}

/** PostgreSQL refused the page as jsonb: `\u0000`, a lone surrogate, or broken UTF-8. `landPageCarefully` can take it. */
export function isRefusedText(error: unknown): boolean {
  const codes = new Set(["22P05", "22P02", "22021", "22032"]);
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ("code" in cause && typeof cause.code === "string" && codes.has(cause.code)) return true;
  return false;
}

interface LandingRow extends Record<string, unknown> {
  odd: string;
  fetched: string;
  identified: string;
  newly_seen: string;
  inserted: string;
  updated: string;
  first_id: string | null;
  last_id: string | null;
  is_held: boolean;
}

// `elements` is a query of (e jsonb, ord bigint).
function landElements(
  hold: SyncHold,
  model: ModelName,
  elements: ReturnType<typeof sql>,
  after: string | null,
) {
  return sql`
    with page as materialized (select e, e->>'_id' as id, ord from (${elements}) as elements),
    items as (
      select distinct on (id) id, e, sha256(convert_to(e::text, 'UTF8')) as hash
      from page where id is not null and jsonb_typeof(e) = 'object' order by id, ord desc
    ),
    odd as (
      insert into set_aside_records (tenant_id, connection_id, model, content_hash, sync_id, reason, content)
      select distinct on (4) ${hold.tenantId}::uuid, ${hold.connectionId}::uuid, ${model}::text,
             encode(sha256(convert_to(e::text, 'UTF8')), 'hex'), ${hold.id}::uuid, 'It has no _id.', e::text
      from page where id is null or jsonb_typeof(e) <> 'object'
      on conflict (connection_id, model, content_hash) do update set sync_id = excluded.sync_id, at = now()
      returning 1
    ),
    changed as materialized (
      select items.*, row_number() over (order by items.id) as n
      from items left join records r
        on r.connection_id = ${hold.connectionId} and r.model = ${model} and r.planhat_id = items.id
      where r.planhat_id is null or r.hash <> items.hash or r.deleted_at is not null
    ),
    fence as (
      update connections set last_seq = last_seq + (select count(*) from changed)
      where id = ${hold.connectionId} and tenant_id = ${hold.tenantId} and epoch = ${hold.epoch}
      returning last_seq
    ),
    landed as (
      insert into records as r (tenant_id, connection_id, model, planhat_id, data, hash, seq)
      select ${hold.tenantId}, ${hold.connectionId}, ${model}, id, e, hash,
             fence.last_seq - (select count(*) from changed) + n
      from changed, fence
      on conflict (connection_id, model, planhat_id) do update
        set data = excluded.data, hash = excluded.hash, seq = excluded.seq, changed_at = now(), deleted_at = null
      returning r.xmax = 0 as is_new
    )
    select (select count(*) from page) as fetched,
           (select count(*) from odd) as odd,
           (select count(*) from items) as identified,
           (select count(*) from items where id > ${after ?? ""}) as newly_seen,
           (select count(*) from landed where is_new) as inserted,
           (select count(*) from landed where not is_new) as updated,
           (select id from page where ord = 1) as first_id,
           (select max(id) from items) as last_id,
           exists (select from fence) as is_held`;
}

// `skipped` elements were split off before the statement saw the page.
function readLanding({ rows: [row] }: { rows: LandingRow[] }, skipped: number): LandedPage {
  if (row === undefined || !row.is_held) throw new FencedError();
  const odd = Number(row.odd) + skipped;
  const [inserted, updated] = [Number(row.inserted), Number(row.updated)];
  return {
    fetched: Number(row.fetched) + skipped,
    newlySeen: Number(row.newly_seen) + odd,
    inserted,
    updated,
    unchanged: Number(row.identified) - inserted - updated,
    skipped: odd,
    firstId: row.first_id,
    lastId: row.last_id,
  };
}

/** Lands a page's bytes (a JSON array). `after` is the greatest id that the stream has seen. Throws `FencedError`, or what `isRefusedText` tells. */
export async function landPage(
  tx: Tx,
  hold: SyncHold,
  model: ModelName,
  bytes: Uint8Array,
  after: string | null,
): Promise<LandedPage> {
  const elements = sql`select e, ord from jsonb_array_elements(${Buffer.from(bytes)}::text::jsonb) with ordinality as t(e, ord)`;
  return readLanding(
    await tx.orm.execute<LandingRow>(landElements(hold, model, elements, after)),
    0,
  );
}

// A backslash that is itself escaped does not start an escape: an even number of them stands before ours.
const even = String.raw`((?<!\\)(?:\\\\)*)`;
const high = String.raw`\\u[dD][89abAB][0-9a-fA-F]{2}`;
const low = String.raw`\\u[dD][c-fC-F][0-9a-fA-F]{2}`;
const repairs: readonly string[] = [
  String.raw`${even}\\u0000`,
  `${even}${high}(?!${low})`,
  `${even}(?<!${high})${low}`,
];

/**
 * Lands a page that jsonb refuses, element by element: what a repair (U+FFFD for `\u0000` and lone surrogates) makes
 * valid is landed, the rest is kept aside with its reason.
 */
export async function landPageCarefully(
  tx: Tx,
  hold: SyncHold,
  model: ModelName,
  bytes: Uint8Array,
  after: string | null,
): Promise<LandedPage> {
  // Broken UTF-8 becomes U+FFFD here; the page was refused, so it may be decoded.
  const text = new TextDecoder().decode(bytes).replaceAll("\u0000", "\uFFFD");
  const repaired = repairs.reduce(
    (expression, pattern) => sql`regexp_replace(${expression}, ${pattern}, '\\1\\ufffd', 'g')`,
    sql`e::text`,
  );
  const split = sql`select ${repaired} as e, ord from json_array_elements(${text}::json) with ordinality as t(e, ord)`;
  const {
    rows: [bad],
  } = await tx.orm.execute<{ n: string }>(sql`
    with bad as materialized (select e from (${split}) as s where not pg_input_is_valid(e, 'jsonb')),
    kept as (
      insert into set_aside_records (tenant_id, connection_id, model, content_hash, sync_id, reason, content)
      select distinct on (4) ${hold.tenantId}::uuid, ${hold.connectionId}::uuid, ${model}::text,
             encode(sha256(convert_to(e, 'UTF8')), 'hex'), ${hold.id}::uuid,
             coalesce((select message from pg_input_error_info(e, 'jsonb')), 'It cannot be read.'), e
      from bad
      on conflict (connection_id, model, content_hash) do update set sync_id = excluded.sync_id, at = now()
    )
    select count(*) as n from bad`);
  const elements = sql`select e::jsonb, ord from (${split}) as s where pg_input_is_valid(e, 'jsonb')`;
  return readLanding(
    await tx.orm.execute<LandingRow>(landElements(hold, model, elements, after)),
    Number(bad?.n ?? 0),
  );
}

/** Adds a landed page to its stream: the checkpoint to go on from, and the counts. Same transaction as the landing. */
export async function advanceStream(
  tx: Tx,
  hold: SyncHold,
  model: ModelName,
  step: {
    readonly landed: LandedPage;
    readonly newlySeen: number;
    readonly bytes: number;
    readonly nextOffset: number;
    readonly lastId: string | null;
    readonly isDone: boolean;
    readonly at: Date;
  },
): Promise<void> {
  const { landed } = step;
  await tx.orm
    .update(streams)
    .set({
      state: step.isDone ? "succeeded" : "running",
      nextOffset: step.nextOffset,
      lastId: step.lastId,
      waitingFor: null,
      fetched: sql`${streams.fetched} + ${step.newlySeen}`,
      inserted: sql`${streams.inserted} + ${landed.inserted}`,
      updated: sql`${streams.updated} + ${landed.updated}`,
      unchanged: sql`${streams.unchanged} + ${Math.max(0, step.newlySeen - landed.inserted - landed.updated - landed.skipped)}`,
      skipped: sql`${streams.skipped} + ${landed.skipped}`,
      requests: sql`${streams.requests} + 1`,
      bytes: sql`${streams.bytes} + ${step.bytes}`,
      startedAt: sql`coalesce(${streams.startedAt}, ${step.at.toISOString()}::timestamptz)`,
      ...(step.isDone ? { doneAt: step.at } : {}),
    })
    .where(
      and(eq(streams.syncId, hold.id), eq(streams.model, model), ofTenant(tx, streams.tenantId)),
    );
}
