/**
 * Absences: landed (stored) records that Planhat no longer lists. The functions note absences, count them, and make the
 * records tombstones (deleted records without data).
 */
import { sql } from "drizzle-orm";
import type { ModelName } from "@churned/domain/plan";
import type { Tx } from "../client/database.ts";
import { sendAlong } from "../client/database.ts";
import { writeJson } from "../tables/repair-values.ts";
import type { SyncClaim } from "./sync-claims.ts";
import { FencedError } from "./landing.ts";

/** A model of a connection, with its tenant. */
export interface ModelOf {
  readonly connectionId: string;
  readonly tenantId: string;
  readonly model: ModelName;
}

const whose = ({ connectionId, tenantId, model }: ModelOf) =>
  sql`connection_id = ${connectionId} and tenant_id = ${tenantId} and model = ${model}`;

// The last sync whose missing records an operator decided to keep. The ids of syncs sort by time, so the greatest id is
// the last sync.
const keptUntil = ({ connectionId, model }: ModelOf) =>
  sql`coalesce((select max(sync_id::text) from held_deletes
    where connection_id = ${connectionId} and state = 'kept' and models @> ${writeJson([{ model }])}::jsonb), '')`;

/**
 * Notes as absent the landed records whose ids come after the last id of the list. Runs in the transaction of the last
 * page.
 */
export function markTailAbsent(
  tx: Tx,
  claim: SyncClaim,
  model: ModelName,
  lastId: string | null,
): void {
  sendAlong(
    tx,
    tx.orm.execute(sql`
    insert into absences (tenant_id, connection_id, model, planhat_id, first_sync_id, sync_id)
    select tenant_id, connection_id, model, planhat_id, ${claim.id}::uuid, ${claim.id}::uuid from records
    where ${whose({ ...claim, model })} and planhat_id > ${lastId ?? ""} and deleted_at is null
    on conflict (connection_id, model, planhat_id) do update set sync_id = excluded.sync_id`),
  );
}

/**
 * How many records of a model a sync found missing, and how many further records are missing but kept by an operator.
 */
export async function countAbsent(
  tx: Tx,
  of: ModelOf,
  syncId: string,
): Promise<{ missing: number; kept: number }> {
  const { rows } = await tx.orm.execute<{ missing: string; kept: string }>(sql`
    with kept as materialized (select ${keptUntil(of)} as until)
    select count(*) filter (where first_sync_id::text > kept.until) as missing,
           count(*) filter (where first_sync_id::text <= kept.until) as kept
    from absences, kept where ${whose(of)} and sync_id = ${syncId}`);
  return { missing: Number(rows[0]?.missing ?? 0), kept: Number(rows[0]?.kept ?? 0) };
}

/** The ids of up to `limit` records that `countAbsent` counts as missing. */
export async function listAbsent(
  tx: Tx,
  of: ModelOf,
  syncId: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await tx.orm.execute<{ id: string }>(sql`
    with kept as materialized (select ${keptUntil(of)} as until)
    select planhat_id as id from absences, kept
    where ${whose(of)} and sync_id = ${syncId} and first_sync_id::text > kept.until
    order by planhat_id limit ${limit}`);
  return rows.map(({ id }) => id);
}

/**
 * How many of these records have landed and are not missing after a full pass. With `flag`, only records with this flag
 * count.
 */
export async function countSeen(
  tx: Tx,
  of: ModelOf,
  syncId: string,
  { ids, flag }: { readonly ids: readonly string[]; readonly flag?: string | undefined },
): Promise<number> {
  const isFlagged = flag === undefined ? sql`` : sql`and data->${flag}::text = 'true'::jsonb`;
  const { rows } = await tx.orm.execute<{ n: string }>(sql`
    select count(*) as n from records
    where ${whose(of)} and deleted_at is null and planhat_id = any(${sql.param([...ids])}::text[])
      ${isFlagged} and ${notMissed(of, syncId)}`);
  return Number(rows[0]?.n ?? 0);
}

/** Whether a full pass read a record of the model whose `flag` is true. */
export async function wasFlagSeen(
  tx: Tx,
  of: ModelOf,
  syncId: string,
  flag: string,
): Promise<boolean> {
  const { rows } = await tx.orm.execute<{ is_seen: boolean }>(sql`
    select exists (select from records
      where ${whose(of)} and deleted_at is null and data->${flag}::text = 'true'::jsonb
        and ${notMissed(of, syncId)}) as is_seen`);
  return rows[0]?.is_seen === true;
}

/** The id of one record that a full pass found; undefined if it found none. */
export async function findSeen(tx: Tx, of: ModelOf, syncId: string): Promise<string | undefined> {
  const { rows } = await tx.orm.execute<{ id: string }>(sql`
    select planhat_id as id from records
    where ${whose(of)} and deleted_at is null and ${notMissed(of, syncId)}
    order by planhat_id desc limit 1`);
  return rows[0]?.id;
}

const notMissed = ({ connectionId, model }: ModelOf, syncId: string) =>
  sql`not exists (select from absences a where a.connection_id = ${connectionId} and a.model = ${model}
        and a.planhat_id = records.planhat_id and a.sync_id = ${syncId})`;

/** How many of the missing records, as `countAbsent` counts them, have an id in `listed`. */
export async function countAbsentAmong(
  tx: Tx,
  of: ModelOf,
  syncId: string,
  listed: readonly string[],
): Promise<number> {
  const { rows } = await tx.orm.execute<{ n: string }>(sql`
    with kept as materialized (select ${keptUntil(of)} as until)
    select count(*) as n from absences, kept
    where ${whose(of)} and sync_id = ${syncId} and first_sync_id::text > kept.until
      and planhat_id in (select jsonb_array_elements_text(${writeJson(listed)}::jsonb))`);
  return Number(rows[0]?.n ?? 0);
}

/**
 * Removes up to `limit` records of a model that the sync `syncId` found missing and that no operator kept. Each record
 * becomes a tombstone with its own sequence. With `among`, only these records are removed. Returns the number of
 * absences that were settled; 0 means that no absence is left. With `epoch`, throws `FencedError` if the claim with
 * that epoch is lost. Without `epoch`, the caller must have locked the connection.
 */
export async function removeAbsent(
  tx: Tx,
  of: ModelOf,
  options: {
    readonly syncId: string;
    readonly limit: number;
    readonly epoch?: number;
    readonly among?: readonly string[] | undefined;
  },
): Promise<{ settled: number; removed: number }> {
  const { syncId, limit, epoch, among } = options;
  const isAmong =
    among === undefined ? sql`` : sql`and planhat_id = any(${sql.param([...among])}::text[])`;
  const fence = epoch === undefined ? sql`` : sql`and epoch = ${epoch}`;
  const { rows } = await tx.orm.execute<{ settled: string; removed: string; is_held: boolean }>(sql`
    with kept as materialized (select ${keptUntil(of)} as until),
    batch as materialized (
      select planhat_id from absences, kept
      where ${whose(of)} and first_sync_id <= ${syncId} and sync_id >= ${syncId}
        and first_sync_id::text > kept.until ${isAmong}
      order by planhat_id limit ${limit}
    ),
    settled as (
      delete from absences using batch where ${whose(of)} and absences.planhat_id = batch.planhat_id returning 1
    ),
    live as materialized (
      select records.planhat_id, row_number() over (order by records.planhat_id) as n
      from records join batch on batch.planhat_id = records.planhat_id
      where ${whose(of)} and deleted_at is null
    ),
    fence as (
      update connections set last_seq = last_seq + (select count(*) from live)
      where id = ${of.connectionId} and tenant_id = ${of.tenantId} ${fence}
      returning last_seq
    ),
    removed as (
      update records set data = null, deleted_at = now(), changed_at = now(),
                         seq = fence.last_seq - (select count(*) from live) + live.n
      from live, fence where ${whose(of)} and records.planhat_id = live.planhat_id
      returning 1
    )
    select (select count(*) from settled) as settled, (select count(*) from removed) as removed,
           exists (select from fence) as is_held`);
  const [row] = rows;
  if (row === undefined || !row.is_held) throw new FencedError();
  return { settled: Number(row.settled), removed: Number(row.removed) };
}
