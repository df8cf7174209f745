/** The plans of all statements that a pool runs, with the rows and the buffers that each really took. */
import type { Client, Pool } from "pg";

/** The work of statements: rows that plans read, also in order to drop them, and buffers (8 kB) that they touched. */
export interface Work {
  readonly rows: number;
  readonly buffers: number;
}

interface PlanNode {
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly "Shared Hit Blocks"?: number;
  readonly "Shared Read Blocks"?: number;
  readonly "Temp Read Blocks"?: number;
  readonly "Temp Written Blocks"?: number;
  readonly Plans?: readonly PlanNode[];
}

/**
 * Makes PostgreSQL send the plan of each statement of the pool with its answer. The returned function runs `work` and
 * returns what the statements took meanwhile. Closes the pool's idle connections, because only new ones load the module.
 */
export async function watchPlans(
  pool: Pool,
  owner: Client,
): Promise<(work: () => Promise<unknown>) => Promise<Work>> {
  const { rows } = await owner.query<{ name: string }>("select current_database() as name");
  const database = owner.escapeIdentifier(rows[0]?.name ?? "");
  for (const setting of [
    "session_preload_libraries = 'auto_explain'",
    "auto_explain.log_min_duration = 0",
    "auto_explain.log_analyze = on",
    "auto_explain.log_buffers = on",
    "auto_explain.log_timing = off",
    "auto_explain.log_format = json",
    "auto_explain.log_nested_statements = on",
    "auto_explain.log_level = notice",
  ])
    await owner.query(`alter database ${database} set ${setting}`);
  let work: Work = { rows: 0, buffers: 0 };
  pool.on("connect", (client) =>
    client.on("notice", ({ message = "" }) => {
      const plan = /^duration: \S+ ms {2}plan:\n(.*)$/s.exec(message)?.[1];
      if (plan !== undefined) work = add(work, readPlan(plan));
    }),
  );
  while (pool.idleCount > 0) (await pool.connect()).release(true);
  return async (run) => {
    work = { rows: 0, buffers: 0 };
    await run();
    return work;
  };
}

function readPlan(json: string): Work {
  const { Plan: top } = JSON.parse(json) as { readonly Plan: PlanNode };
  return {
    rows: countRows(top),
    // The buffers of a node include those of the nodes below it.
    buffers: (
      [
        "Shared Hit Blocks",
        "Shared Read Blocks",
        "Temp Read Blocks",
        "Temp Written Blocks",
      ] as const
    )
      .map((key) => top[key] ?? 0)
      .reduce((sum, blocks) => sum + blocks, 0),
  };
}

function countRows(node: PlanNode): number {
  const perLoop =
    node["Actual Rows"] +
    (node["Rows Removed by Filter"] ?? 0) +
    (node["Rows Removed by Join Filter"] ?? 0) +
    (node["Rows Removed by Index Recheck"] ?? 0);
  return (node.Plans ?? []).reduce(
    (sum, below) => sum + countRows(below),
    Math.round(perLoop * node["Actual Loops"]),
  );
}

const add = (one: Work, other: Work): Work => ({
  rows: one.rows + other.rows,
  buffers: one.buffers + other.buffers,
});
