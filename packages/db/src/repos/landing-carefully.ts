/** Landing a page that jsonb refuses: what can be repaired is landed, the rest is kept aside with its reason. */
import { sql } from "drizzle-orm";
import type { Tx } from "../database.ts";
import type { LandedPage, PageToLand } from "./landing.ts";
import { runLanding } from "./landing.ts";
import type { SyncHold } from "./sync-work.ts";

/** PostgreSQL refused the page as jsonb: `\u0000`, a lone surrogate, or broken UTF-8. `landPageCarefully` can take it. */
export function isRefusedText(error: unknown): boolean {
  const codes = new Set(["22P05", "22P02", "22021", "22032"]);
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ("code" in cause && typeof cause.code === "string" && codes.has(cause.code)) return true;
  return false;
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
/** An element's id, where it can be read although the element cannot. */
const idPattern = String.raw`"_id"\s*:\s*"([^"\\]+)"`;

/**
 * Lands a page element by element: what a repair (U+FFFD for `\u0000` and lone surrogates) makes valid is landed, the
 * rest is kept aside. What is kept aside is there: it is not absent. Throws `FencedError`.
 */
export async function landPageCarefully(
  tx: Tx,
  hold: SyncHold,
  page: PageToLand,
): Promise<LandedPage> {
  // Broken UTF-8 becomes U+FFFD here; the page was refused, so it may be decoded.
  const text = new TextDecoder().decode(page.bytes).replaceAll("\u0000", "\uFFFD");
  const repaired = repairs.reduce(
    (expression, pattern) => sql`regexp_replace(${expression}, ${pattern}, '\\1\\ufffd', 'g')`,
    sql`e::text`,
  );
  const split = sql`select ${repaired} as e, ord from json_array_elements(${text}::json) with ordinality as t(e, ord)`;
  const { rows } = await tx.orm.execute<{ n: string; ids: string[] }>(sql`
    with bad as materialized (select e from (${split}) as s where not pg_input_is_valid(e, 'jsonb')),
    kept as (
      insert into set_aside_records (tenant_id, connection_id, model, content_hash, sync_id, reason, content)
      select distinct on (4) ${hold.tenantId}::uuid, ${hold.connectionId}::uuid, ${page.model}::text,
             encode(sha256(convert_to(e, 'UTF8')), 'hex'), ${hold.id}::uuid,
             coalesce((select message from pg_input_error_info(e, 'jsonb')), 'It cannot be read.'), e
      from bad
      on conflict (connection_id, model, content_hash) do update set sync_id = excluded.sync_id, at = now()
    )
    select count(*) as n, coalesce(array_agg(id) filter (where id is not null), '{}') as ids
    from (select substring(e from ${idPattern}) as id from bad) as read`);
  const elements = sql`select e::jsonb, ord from (${split}) as s where pg_input_is_valid(e, 'jsonb')`;
  const [bad] = rows;
  return await runLanding(tx, hold, page, elements, {
    count: Number(bad?.n ?? 0),
    ids: bad?.ids ?? [],
  });
}
