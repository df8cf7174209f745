// Runs the worker's query that claims due connections: it reserves them for one worker. The query runs with the
// worker's role and row-level security, on a million connections. auto_explain gives the plan of exactly this
// statement.

import { asOperator, createDatabase } from "@churned/db/client";
import { claimDueConnections } from "@churned/db/connection";
import { createTestDatabase } from "@churned/testkit";

import type { Proof } from "../proof.ts";

const worker = { kind: "system", name: "prove" } as const;
const rounds = 40;
/** The number of connections that a worker claims at once. */
const batch = 20;
const mostMs = 5;
const due = 2_000;
const index = "connections_next_check_at_idx";

const onError = (): void => undefined;

/** Long: 1,000,000 connections. Short: 50,000. */
export const proof: Proof = {
  name: "claim-due",
  claim:
    "A worker claims the connections whose check is due in at most 5 ms, among a million connections.",
  run: async ({ isShort }) => {
    await using database = await createTestDatabase();
    const owner = createDatabase({ url: database.ownerUrl, onError, poolSize: 1 });
    const plans: string[] = [];
    try {
      const connections = isShort ? 50_000 : 1_000_000;
      await fill(owner.pool, connections);
      for (const setting of [
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = 0",
        "auto_explain.log_analyze = on",
        "auto_explain.log_timing = off",
        "auto_explain.log_level = notice",
      ])
        await owner.pool.query(`alter database "${database.name}" set ${setting}`);
      const db = createDatabase({ url: database.workerUrl, onError, poolSize: 1 });
      db.pool.on("connect", (client) =>
        client.on("notice", ({ message = "" }) => plans.push(message)),
      );
      const claimed = new Set<string>();
      try {
        for (let round = 0; round < rounds; round++) {
          const now = new Date();
          const until = new Date(now.getTime() + 600_000);
          const taken = await asOperator(db, worker, (tx) =>
            claimDueConnections(tx, { now, until, limit: batch }),
          );
          for (const { id } of taken) claimed.add(id);
        }
      } finally {
        await db.close();
      }
      const claims = plans.filter((plan) => plan.includes(index));
      const times = claims.map((plan) => Number(/^duration: ([\d.]+) ms/.exec(plan)?.[1]));
      const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? Infinity;
      const isRight = claims.length === rounds && claimed.size === rounds * batch;
      if (!isShort) console.log(claims.at(-1)?.replaceAll(/^/gm, "    "));
      return {
        figure: `${batch} of ${due} due connections, among ${connections}, claimed in ${median.toFixed(2)} ms (median of ${rounds} claims)${isRight ? "; each connection once, through the index" : `, NOT RIGHT: ${claims.length} plans with the index, ${claimed.size} claimed`}`,
        mustReach: isShort
          ? "each connection once, through the index; no limit for the time"
          : `each connection once, through the index; at most ${mostMs} ms`,
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
    "insert into tenants (name) select 'Tenant ' || n from generate_series(1, 10000) n",
  );
  await pool.query(
    `with numbered as (select id, row_number() over () as n from tenants)
     insert into connections (tenant_id, name, plan, state, verdict, host, checked_at, answered_at, next_check_at)
     select numbered.id, 'Planhat ' || i, '{}', 'connected', 'connected', 'api', now() - interval '4 hours', now() - interval '4 hours',
       case when i % $2 = 0 then now() - random() * interval '1 hour' else now() + random() * interval '5 hours' + interval '1 hour' end
     from generate_series(1, $1::integer) i join numbered on numbered.n = 1 + i % 10000`,
    [connections, connections / due],
  );
  await pool.query("vacuum analyze connections");
}
