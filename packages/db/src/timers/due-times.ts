/** Due times that lie too far ahead, for example because a clock was wrong when they were stored. */
import type { SQL } from "drizzle-orm";
import { sql } from "drizzle-orm";
import type { CheckState } from "@churned/domain/check";
import { liveSyncStates } from "@churned/domain/sync";
import type { Tx } from "../client/database.ts";
import { literal, oneOf } from "../tables/columns.ts";
import type { credentialSlots } from "../tables/connection.ts";
import type { NotificationState } from "../tables/history.ts";

/** The longest time for which each kind of work may be scheduled ahead. In milliseconds. */
export interface LongestIntervals {
  readonly check: number;
  /** For a sync, unless the connection's own interval is longer. A random part may lengthen that interval. */
  readonly sync: number;
  readonly proof: number;
  readonly sweep: number;
  /** Until the next attempt of work that failed or waits. */
  readonly attempt: number;
  readonly lease: number;
}

/** A column of due times. The condition lets PostgreSQL use the index of the work that is not over. */
interface DueTime {
  readonly table: string;
  readonly column: string;
  readonly longest: SQL;
  readonly where: SQL;
}

/**
 * Moves each due time that lies further ahead than its longest interval to that interval from now, by PostgreSQL's
 * clock. Returns the number of changed times.
 */
export async function bringBackDueTimes(tx: Tx, longest: LongestIntervals): Promise<number> {
  let changed = 0;
  for (const { table, column, longest: interval, where } of listDueTimes(longest)) {
    const name = sql.identifier(column);
    const { rowCount } = await tx.orm.execute(sql`
      update ${sql.identifier(table)} set ${name} = now() + ${interval}
      where ${name} > now() + ${interval} and ${where}`);
    changed += rowCount ?? 0;
  }
  return changed;
}

const ms = (value: number): SQL => sql`${value}::float8 * interval '1 millisecond'`;

function listDueTimes(longest: LongestIntervals): readonly DueTime[] {
  const always = sql`true`;
  const work = [
    { table: "checks", where: sql`state <> ${literal("done" satisfies CheckState)}` },
    { table: "syncs", where: sql`state in (${oneOf(liveSyncStates)})` },
    {
      table: "notifications",
      where: sql`state = ${literal("queued" satisfies NotificationState)}`,
    },
  ];
  return [
    { table: "connections", column: "next_check_at", longest: ms(longest.check), where: always },
    {
      table: "connections",
      column: "next_sync_at",
      longest: sql`greatest(incremental_every_minutes * interval '70 seconds', ${ms(longest.sync)})`,
      where: always,
    },
    {
      table: "credentials",
      column: "next_proof_at",
      longest: ms(longest.proof),
      where: sql`slot = ${literal("retiring" satisfies (typeof credentialSlots)[number])}`,
    },
    {
      table: "incidents",
      column: "next_look_at",
      longest: ms(longest.sweep),
      where: sql`closed_at is null`,
    },
    ...work.flatMap(({ table, where }) => [
      { table, column: "next_attempt_at", longest: ms(longest.attempt), where },
      { table, column: "lease_until", longest: ms(longest.lease), where },
    ]),
    {
      table: "estimates",
      column: "next_attempt_at",
      longest: ms(longest.attempt),
      where: sql`as_of is null`,
    },
    {
      table: "streams",
      column: "waiting_until",
      longest: ms(longest.attempt),
      where: sql`sync_id in (select id from syncs where state in (${oneOf(liveSyncStates)}))`,
    },
  ];
}
