// The operator's first screen with 100,000 connections. The query that sorts inbox items by severity must read only
// the connections that need someone, through their own index.

import { asOperator, createDatabase } from "@churned/db/client";
import { countCauses, listInboxItemRows } from "@churned/db/inbox";
import { createTestDatabase } from "@churned/testkit";

import type { Proof } from "../proof.ts";

const verdicts = ["token_rejected", "missing_permissions", "restricted_view", "different_planhat"];
const needSomeone = 0.02;
/** The share of connections that work but have missing records. */
const missRecords = 0.01;
const mostMs = 100;
const rounds = 20;
const operator = { kind: "system", name: "prove" } as const;

const onError = (): void => undefined;

/** Long: 100,000 connections. Short: 10,000. */
export const proof: Proof = {
  name: "inbox",
  claim:
    "The page Needs someone lists connections by severity, and stays fast with 100,000 connections.",
  run: async ({ isShort }) => {
    await using database = await createTestDatabase();
    const owner = createDatabase({ url: database.ownerUrl, onError, poolSize: 1 });
    const api = createDatabase({ url: database.apiUrl, onError, poolSize: 1 });
    try {
      const connections = isShort ? 10_000 : 100_000;
      await fill(owner.pool, connections);
      const now = new Date();
      const filter = { now, withSnoozed: false };
      const read = async () =>
        await asOperator(api, operator, async (tx) => ({
          page: await listInboxItemRows(tx, { ...filter, limit: 50 }),
          causes: await countCauses(tx, filter),
        }));
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const begin = performance.now();
        await read();
        times.push(performance.now() - begin);
      }
      const { page, causes } = await read();
      const found = causes.reduce((sum, { count }) => sum + count, 0);
      const isSorted = page.items.every(({ rank }, i) => rank >= (page.items[i - 1]?.rank ?? 0));
      // PostgreSQL publishes the last statistics of a session when the session ends.
      await api.close();
      const scans = await countIndexScans(owner.pool);
      const median = times.toSorted((a, b) => a - b)[rounds / 2] ?? Infinity;
      // With a few thousand rows, a sequential scan can be the better plan.
      const isRight =
        found === connections * (needSomeone + missRecords) && isSorted && (isShort || scans > 0);
      return {
        figure: `${found} of ${connections} connections need a person; first page and counts in ${median.toFixed(1)} ms (median of ${rounds})${isRight ? "" : ", NOT RIGHT"}`,
        mustReach: isShort
          ? "every item once, in order; no limit for the time"
          : `every item once, in order, through the index; at most ${mostMs} ms`,
        ok: isRight && (isShort || median <= mostMs),
      };
    } finally {
      await owner.close();
    }
  },
};

type Pool = ReturnType<typeof createDatabase>["pool"];

async function fill(pool: Pool, connections: number): Promise<void> {
  await pool.query(
    "insert into tenants (name) select 'Tenant ' || n from generate_series(1, 1000) n",
  );
  await pool.query(
    `with numbered as (select id, row_number() over () as n from tenants)
     insert into connections (tenant_id, name, plan, state, verdict, last_seq, state_since)
     select numbered.id, 'Planhat ' || i, '{}',
       case when i % $2 = 0 then 'needs_customer' else 'connected' end,
       case when i % $2 = 0 then ($3::text[])[1 + (i / $2) % 4] else 'connected' end,
       i % 3, now() - i * interval '1 second'
     from generate_series(1, $1::integer) i join numbered on numbered.n = 1 + i % 1000`,
    [connections, 1 / needSomeone, verdicts],
  );
  await pool.query(
    `insert into held_deletes (tenant_id, connection_id, sync_id, state, models, created_at)
     select tenant_id, id, uuidv7(), case when n % 10 = 0 then 'waiting' else 'kept' end,
       '[{"model":"company","missing":1400,"of":1480}]', state_since
     from (select *, row_number() over (order by id) as n from connections where state = 'connected') as working
     where n % 10 < 2 and n <= $1 * 10`,
    [connections * missRecords],
  );
  await pool.query("vacuum analyze connections, held_deletes");
}

async function countIndexScans(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ n: string }>(
    "select idx_scan as n from pg_stat_user_indexes where indexrelname = 'connections_troubled_idx'",
  );
  return Number(rows[0]?.n ?? 0);
}
