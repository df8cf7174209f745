/**
 * Lands (stores) a page that PostgreSQL refuses as jsonb. Records that can be repaired land. The other records are set
 * aside: they are stored separately, with the reason.
 */
import { sql } from "drizzle-orm";
import { recordDepthMax, setAsideReasons } from "@churned/domain/record";
import type { Tx } from "../client/database.ts";
import type { LandedPage } from "./landing.ts";
import { runLanding } from "./landing.ts";
import type { PageToLand } from "./landing-statement.ts";
import type { SyncClaim } from "./sync-claims.ts";

/**
 * Whether PostgreSQL refused the page as jsonb, because the page contains `\u0000`, a lone surrogate, broken UTF-8, a
 * number that is too large, or more levels than PostgreSQL's stack allows. `landPageCarefully` can land such a page.
 */
export function isRefusedText(error: unknown): boolean {
  const codes = new Set(["22P05", "22P02", "22021", "22032", "22003", "54001"]);
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if ("code" in cause && typeof cause.code === "string" && codes.has(cause.code)) return true;
  return false;
}

// An escape starts with a backslash that is not escaped itself, so an even number of backslashes precedes the escape.
const even = String.raw`((?<!\\)(?:\\\\)*)`;
const high = String.raw`\\u[dD][89abAB][0-9a-fA-F]{2}`;
const low = String.raw`\\u[dD][c-fC-F][0-9a-fA-F]{2}`;
const repairs: readonly string[] = [
  String.raw`${even}\\u0000`,
  `${even}${high}(?!${low})`,
  `${even}(?<!${high})${low}`,
];
/** Finds the id of an element that is not valid JSON. */
const idPattern = String.raw`"_id"\s*:\s*"([^"\\]+)"`;

/** The texts of the elements of a JSON array, each with its number of levels. Throws if the array is not complete. */
function splitElements(text: string): { part: string; depth: number }[] {
  const parts: { part: string; depth: number }[] = [];
  let [level, deepest, from] = [0, 0, 0];
  const end = (at: number): void => {
    const part = text.slice(from, at).trim();
    if (part !== "") parts.push({ part, depth: deepest });
    [deepest, from] = [0, at + 1];
  };
  let isInText = false;
  for (const { 0: token, index } of text.matchAll(/\\.|["[\]{},]/gs)) {
    if (token === '"') isInText = !isInText;
    if (isInText) continue;
    if (token === "[" || token === "{") {
      level += 1;
      deepest = Math.max(deepest, level);
      if (level === 1) from = index + 1;
    } else if (token === "]" || token === "}") {
      level -= 1;
      if (level === 0) end(index);
    } else if (token === "," && level === 1) end(index);
  }
  if (level !== 0) throw new Error("The page is not a complete JSON array.");
  return parts;
}

/**
 * Lands a page element by element. An element lands if a repair makes it valid: U+FFFD replaces `\u0000` and lone
 * surrogates. The other elements are set aside. Operators see a list of both. A record that is set aside does not count
 * as missing. Throws `FencedError` if the claim is lost.
 */
export async function landPageCarefully(
  tx: Tx,
  claim: SyncClaim,
  page: PageToLand,
): Promise<LandedPage> {
  // Decoding turns broken UTF-8 into U+FFFD. Only refused pages are decoded; other pages land as bytes.
  const text = new TextDecoder().decode(page.bytes).replaceAll("\u0000", "\uFFFD");
  const repaired = repairs.reduce(
    (expression, pattern) => sql`regexp_replace(${expression}, ${pattern}, '\\1\\ufffd', 'g')`,
    sql`e::text`,
  );
  // Elements with too many levels must not reach PostgreSQL's parser, because they abort the statement. Any other
  // invalid element only makes pg_input_is_valid() return false.
  const parts = splitElements(text);
  const split = sql`select ${repaired} as e, is_deep, ord
    from unnest(${sql.param(parts.map(({ part }) => part))}::text[], ${sql.param(parts.map(({ depth }) => depth > recordDepthMax))}::boolean[])
      with ordinality as t(e, is_deep, ord)`;
  const isValid = sql`case when is_deep then false else pg_input_is_valid(e, 'jsonb') end`;
  const { rows } = await tx.orm.execute<{ n: string; repaired: string; ids: string[] }>(sql`
    with split as materialized (select e, is_deep, ${isValid} as is_valid from (${split}) as s),
    odd as materialized (
      select e, is_deep, is_valid, substring(e from ${idPattern}) as id from split where not is_valid or strpos(e, ${"\uFFFD"}) > 0 or strpos(e, ${String.raw`\ufffd`}) > 0
    ),
    kept as (
      insert into set_aside_records
        (tenant_id, connection_id, model, content_hash, sync_id, content, planhat_id, is_repaired, reason)
      select distinct on (4) ${claim.tenantId}::uuid, ${claim.connectionId}::uuid, ${page.model}::text,
             encode(sha256(convert_to(e, 'UTF8')), 'hex'), ${claim.id}::uuid, e, id, is_valid,
             case when is_valid then ${setAsideReasons.repaired}::text
               when is_deep then ${setAsideReasons.tooDeep}::text
               else coalesce((select message from pg_input_error_info(e, 'jsonb')), ${setAsideReasons.unreadable}::text) end
      from odd
      on conflict (connection_id, model, content_hash) do update set sync_id = excluded.sync_id, at = now()
    )
    select count(*) filter (where not is_valid) as n, count(*) filter (where is_valid) as repaired,
           coalesce(array_agg(id) filter (where id is not null and not is_valid), '{}') as ids
    from odd`);
  const elements = sql`select e::jsonb, ord from (${split}) as s where ${isValid}`;
  const [bad] = rows;
  return await runLanding(tx, claim, page, elements, {
    count: Number(bad?.n ?? 0),
    ids: bad?.ids ?? [],
    repaired: Number(bad?.repaired ?? 0),
  });
}
